/** A web application of Spring's: a filter, services with {@code @Transactional}, JdbcClient beside the DSL. */
@NullMarked
package dev.holdfast.examples.spring;

import org.jspecify.annotations.NullMarked;
