/** The pitfalls of JDBI, pgjdbc and HikariCP (J). */
@NullMarked
package dev.holdfast.jdbi.driver;

import org.jspecify.annotations.NullMarked;
