package dev.holdfast.jdbi.internal.session;

/** The scope that statements and transactions come from, and what runs them. */
record Origin(Engine engine, SessionSettings settings, EngineSession scope) {}
