package dev.holdfast.jdbi.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions as PostgreSQL prints them; FenceChecksTest has PostgreSQL print some. */
@DisplayName("A condition that holds the tenant")
class TenantConditionTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "(tenant_id = ( SELECT (NULLIF(current_setting('holdfast.tenant_id'::text, true), ''::text))::bigint AS \"nullif\"))",
                "(( SELECT now() AS now) = tenant_id)",
                "((tenant_id)::text = current_setting('a'::text))",
                "(gift AND (tenant_id = f()))",
                "((gift AND (tenant_id = f())) OR ((tenant_id = g()) AND (title = ' OR '::text)))",
                "(tenant_id IN ( SELECT own.id FROM own))",
                "(tenant_id IN ( SELECT m.tenant_id FROM m WHERE (m.who = f())))",
                "(tenant_id = ( SELECT f('tenant_id'::text) AS tenant_id))",
                "((title = E'\\\\'') OR ('::text) AND (tenant_id = f()))",
            })
    void holds(String condition) {
        assertThat(TenantCondition.holds(condition, "tenant_id", "orders")).isTrue();
    }

    @ParameterizedTest(name = "not {0}")
    @ValueSource(
            strings = {
                "true",
                "(tenant_id IS NOT NULL)",
                "(tenant_id = 1)",
                "(tenant_id = tenant_id)",
                "(tenant_id <> f())",
                "((tenant_id = f()) OR gift)",
                "((tenant_id = f()) OR (title = ' AND (tenant_id = f())'::text))",
                "(NOT (tenant_id = f()))",
                "(other_tenant_id = f())",
                "(title = '(tenant_id = f())'::text)",
                "(tenant_id = COALESCE(f(), tenant_id))",
                "(tenant_id = ( SELECT COALESCE(f(), orders.tenant_id) AS \"coalesce\"))",
                "(tenant_id IN ( SELECT m.id FROM m WHERE ((f() IS NULL) OR (m.id = orders.tenant_id))))",
                "(tenant_id = (title)::bigint)",
            })
    void doesNot(String condition) {
        assertThat(TenantCondition.holds(condition, "tenant_id", "orders")).isFalse();
    }

    @Test
    @DisplayName("none is no condition, and a name may need quotes")
    void nullAndQuoted() {
        assertThat(TenantCondition.holds(null, "tenant_id", "orders")).isFalse();
        assertThat(TenantCondition.holds("(\"tenantId\" = f())", "tenantId", "orders"))
                .isTrue();
        assertThat(TenantCondition.holds("(\"a) OR (b\" = f())", "a) OR (b", "orders"))
                .isTrue();
    }
}
