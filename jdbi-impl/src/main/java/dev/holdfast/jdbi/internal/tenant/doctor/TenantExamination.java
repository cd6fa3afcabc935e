package dev.holdfast.jdbi.internal.tenant.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.Connections;
import dev.holdfast.jdbi.internal.doctor.Examination;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.tenant.TenantCheck;
import java.util.List;
import java.util.stream.Stream;

/** Examines the fence around tenants: policies, keys, views and indexes. */
public final class TenantExamination implements Examination {

    @Override
    public List<? extends Check> checks() {
        return List.of(TenantCheck.values());
    }

    @Override
    public Stream<Finding> findings(Facts facts, Connections connections) {
        return Stream.of(
                        FenceChecks.of(facts),
                        BroadPolicyChecks.of(facts),
                        SettingChecks.of(facts),
                        KeyChecks.of(facts),
                        ViewChecks.of(facts),
                        IndexChecks.of(facts))
                .flatMap(findings -> findings);
    }
}
