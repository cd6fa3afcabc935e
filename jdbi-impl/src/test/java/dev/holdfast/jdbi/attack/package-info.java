/** What the pitfall tests share: the ways into the database, pools, proxies, and looks at it from outside. */
@NullMarked
package dev.holdfast.jdbi.attack;

import org.jspecify.annotations.NullMarked;
