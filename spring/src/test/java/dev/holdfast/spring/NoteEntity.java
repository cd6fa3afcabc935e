package dev.holdfast.spring;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** A note as JPA sees it. */
@Entity
@Table(name = "notes")
public class NoteEntity {

    @Id
    private UUID id = UUID.randomUUID();

    @Column(name = "tenant_id")
    private long tenantId;

    private String text = "";

    protected NoteEntity() {}

    NoteEntity(long tenantId, String text) {
        this.tenantId = tenantId;
        this.text = text;
    }

    public UUID id() {
        return id;
    }

    public String text() {
        return text;
    }
}
