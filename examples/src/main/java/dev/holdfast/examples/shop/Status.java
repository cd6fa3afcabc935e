package dev.holdfast.examples.shop;

/** How far an order is. */
public enum Status {
    OPEN,
    PAID,
    CANCELLED
}
