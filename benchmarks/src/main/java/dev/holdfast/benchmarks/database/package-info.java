/**
 * What the contenders of all rooms meet: the database with its articles, and what prepares tables and looks into them,
 * which isn't measured.
 */
@NullMarked
package dev.holdfast.benchmarks.database;

import org.jspecify.annotations.NullMarked;
