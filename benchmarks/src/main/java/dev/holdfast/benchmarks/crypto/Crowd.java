package dev.holdfast.benchmarks.crypto;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** People who are the same in every run; their ids and e-mail addresses come in no order. */
final class Crowd {

    private Crowd() {}

    /** The one with this number. */
    static Person person(long number, long tenant) {
        return new Person(
                new UUID(mixed(2 * number), mixed(2 * number + 1)),
                tenant,
                "Person " + number,
                Long.toHexString(mixed(-1 - number)) + "@example.org",
                "+44 20 " + (70_000_000 + number));
    }

    /** Those from one number to the one before another. */
    static List<Person> people(long from, long to, long tenant) {
        List<Person> people = new ArrayList<>();
        for (long number = from; number < to; number++) {
            people.add(person(number, tenant));
        }
        return people;
    }

    /** Another number for each; SplittableRandom's way. */
    private static long mixed(long number) {
        long z = number * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
