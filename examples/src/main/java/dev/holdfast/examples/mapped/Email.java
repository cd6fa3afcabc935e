package dev.holdfast.examples.mapped;

/** An e-mail address. */
record Email(String value) {

    Email {
        if (!value.contains("@")) {
            throw new IllegalArgumentException("An e-mail address has an @");
        }
    }
}
