package dev.holdfast.jdbi.internal.event;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.event.PersonalMember;
import dev.holdfast.internal.SealedCell;
import dev.holdfast.jdbi.internal.value.CellHeader;
import dev.holdfast.jdbi.internal.value.CellOpener;
import dev.holdfast.sql.SqlType;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The personal members of a stored value, before they are decrypted.
 *
 * @param names null for none, as PostgreSQL's arrays come
 */
record SealedMembers(
        @Nullable List<String> names,
        @Nullable List<String> subjects,
        @Nullable List<byte[]> cells) {

    static final SealedMembers NONE = new SealedMembers(null, null, null);

    /** What came out: members as JSON, those that were shredded, and the keys of the others. */
    record Opened(Map<String, String> members, Set<String> shredded, Set<Long> keyIds) {

        static final Opened NOTHING = new Opened(Map.of(), Set.of(), Set.of());
    }

    boolean isEmpty() {
        return names == null || names.isEmpty();
    }

    Set<Long> keyIds() {
        if (cells == null) {
            return Set.of();
        }
        Set<Long> ids = new HashSet<>();
        for (byte[] cell : cells) {
            addKey(cell, ids);
        }
        return ids;
    }

    /** Whose each member is. */
    Map<String, String> subjectsByName() {
        if (names == null || subjects == null) {
            return Map.of();
        }
        Map<String, String> byName = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            byName.put(names.get(i), subjects.get(i));
        }
        return byName;
    }

    private static void addKey(byte[] cell, Set<Long> ids) {
        Long id = CellHeader.keyId(cell);
        if (id != null) {
            ids.add(id);
        }
    }

    /**
     * Decrypts.
     *
     * @param personal the members that the class declares
     * @param rowKey what a member's ciphertext is bound to
     */
    Opened open(
            SqlType<String> type,
            String tenant,
            List<PersonalMember> personal,
            Function<String, List<String>> rowKey,
            CellOpener opener) {
        if (names == null || subjects == null || cells == null) {
            return Opened.NOTHING;
        }
        Map<String, String> opened = new LinkedHashMap<>(); // in the order of names, as they come
        Set<String> shredded = new HashSet<>();
        Set<Long> usedKeys = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Decrypted<Object> value = opener.apply(
                    new SealedCell(MemberCells.of(type), cells.get(i), tenant, subjects.get(i), rowKey.apply(name)));
            if (value instanceof Decrypted.Shredded) {
                shredded.add(name);
                opened.put(name, replacement(personal, name));
            } else {
                opened.put(name, (String) value.orElseThrow());
                addKey(cells.get(i), usedKeys);
            }
        }
        return new Opened(opened, shredded, usedKeys);
    }

    private static String replacement(List<PersonalMember> personal, String name) {
        return personal.stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .map(PersonalMember::shredded)
                .orElse("null");
    }
}
