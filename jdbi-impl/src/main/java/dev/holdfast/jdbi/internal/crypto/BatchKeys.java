package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.Transaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys for a batch of stored rows. */
final class BatchKeys {

    private final KeyLoader keys;
    private final KeyAccess access;

    BatchKeys(Transaction tx, KeyLoader keys) {
        this.keys = keys;
        this.access = new TransactionKeys(tx);
    }

    Map<Long, OpenKey> byIds(Collection<Long> ids) {
        return keys.byIds(ids, access);
    }

    /**
     * Active keys as they are now, whatever is remembered; missing ones are made, but none for those who were shredded.
     *
     * @param data whose values they are, all of one tenant
     * @param indexes of that tenant
     */
    Map<Owner, OpenKey> active(Set<Owner> data, Set<Owner> indexes) {
        List<Owner> all = new ArrayList<>(data);
        all.addAll(indexes);
        if (all.isEmpty()) {
            return Map.of();
        }
        Map<Owner, OpenKey> found = new HashMap<>(keys.current(all, access));
        List<Owner> missing =
                all.stream().filter(owner -> !found.containsKey(owner)).toList();
        if (missing.isEmpty()) {
            return found;
        }
        Set<String> gone = new HashSet<>(shredded(missing));
        if (!gone.contains("")) {
            List<Owner> make = missing.stream()
                    .filter(owner -> owner.isIndex() || !gone.contains(owner.subject()))
                    .toList();
            found.putAll(keys.active(make, make, access));
        }
        return found;
    }

    private List<String> shredded(List<Owner> owners) {
        List<String> subjects =
                new ArrayList<>(owners.stream().map(Owner::subject).toList());
        subjects.add("");
        return access.with(dao -> dao.shredded(owners.get(0).tenant(), subjects.toArray(String[]::new)));
    }
}
