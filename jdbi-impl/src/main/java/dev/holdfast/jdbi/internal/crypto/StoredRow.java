package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.internal.SealedCell;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as it stands in its table.
 *
 * @param key the values of the primary key
 * @param cells one for each encrypted column, null where there is no value
 * @param filled for each blind index whether there is a hash
 */
record StoredRow(List<Object> key, List<@Nullable SealedCell> cells, List<Boolean> filled) {}
