package dev.holdfast.jdbi;

import dev.holdfast.Holdfast;
import dev.holdfast.PersonalDataStore;
import dev.holdfast.Scope;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.doctor.Acceptance;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.DiagnosisException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.event.EventSettings;
import dev.holdfast.internal.Required;
import dev.holdfast.jdbi.internal.audit.AuditFeature;
import dev.holdfast.jdbi.internal.crypto.ColumnEncryption;
import dev.holdfast.jdbi.internal.crypto.EncryptionFeature;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionExamination;
import dev.holdfast.jdbi.internal.crypto.sqlobject.EncryptedSqlObjects;
import dev.holdfast.jdbi.internal.deletion.DeletionFeature;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionExamination;
import dev.holdfast.jdbi.internal.doctor.Doctor;
import dev.holdfast.jdbi.internal.doctor.Examination;
import dev.holdfast.jdbi.internal.doctor.TableExamination;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.jdbi.internal.event.EventFeature;
import dev.holdfast.jdbi.internal.event.EventPersonalData;
import dev.holdfast.jdbi.internal.event.EventStore;
import dev.holdfast.jdbi.internal.event.doctor.EventExamination;
import dev.holdfast.jdbi.internal.history.doctor.RecordingExamination;
import dev.holdfast.jdbi.internal.projection.EventSource;
import dev.holdfast.jdbi.internal.projection.InlineProjections;
import dev.holdfast.jdbi.internal.projection.ProjectedRows;
import dev.holdfast.jdbi.internal.projection.Scopes;
import dev.holdfast.jdbi.internal.projection.StoredProjections;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionExamination;
import dev.holdfast.jdbi.internal.session.AllTenants;
import dev.holdfast.jdbi.internal.session.Connections;
import dev.holdfast.jdbi.internal.session.Engine;
import dev.holdfast.jdbi.internal.session.NoTenant;
import dev.holdfast.jdbi.internal.session.OneTenant;
import dev.holdfast.jdbi.internal.session.OpenTransactions;
import dev.holdfast.jdbi.internal.session.Parts;
import dev.holdfast.jdbi.internal.session.SessionSettings;
import dev.holdfast.jdbi.internal.session.StartCheck;
import dev.holdfast.jdbi.internal.tenant.TenantFeature;
import dev.holdfast.jdbi.internal.tenant.TenantIds;
import dev.holdfast.jdbi.internal.tenant.doctor.TenantExamination;
import dev.holdfast.jdbi.internal.value.JsonTypes;
import dev.holdfast.listener.StatementListener;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.Projections;
import dev.holdfast.sql.JsonCodec;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Holdfast over JDBI 3 and pgjdbc. Immutable and thread-safe; made once, by {@link #builder}. It borrows connections
 * from the data sources given and closes each; the data sources stay yours to close.
 */
public final class JdbiHoldfast implements Holdfast {

    private final Schema schema;
    private final DataSource dataSource;
    private final @Nullable DataSource across;
    private final @Nullable Encryption encryption;
    private final Engine engine;
    private final @Nullable Engine acrossEngine;
    private final @Nullable EventStore events;
    private final @Nullable Projections projections;
    private final List<Projection> projected;
    private final List<Acceptance> acceptances;

    private JdbiHoldfast(Builder builder) {
        this.schema = builder.schema;
        this.dataSource = builder.dataSource;
        this.across = builder.across;
        this.encryption = builder.encryption;
        this.acceptances = List.copyOf(builder.acceptances);
        this.projected = builder.projections == null ? List.of() : builder.projections.projections();
        OpenTransactions open = new OpenTransactions();
        Encryption encryption = builder.encryption;
        ColumnEncryption columnEncryption = encryption == null ? null : new ColumnEncryption(encryption, builder.json);
        EventStore events = builder.events == null
                ? null
                : new EventStore(
                        builder.events,
                        builder.json,
                        columnEncryption != null,
                        schema.tenantType(),
                        new InlineProjections(projected));
        if (builder.json != null) {
            JsonTypes types = new JsonTypes(builder.json);
            types.add(schema);
            if (events != null) {
                events.addTo(types);
            }
            types.refuse();
        }
        List<PersonalDataStore> personalData = new ArrayList<>(builder.personalData);
        if (events != null && columnEncryption != null) {
            personalData.add(new EventPersonalData());
        }
        Consumer<Jdbi> configure =
                builder.configure.andThen(jdbi -> EncryptedSqlObjects.register(jdbi, builder.schema));
        Parts parts = Parts.of(List.of(
                new TenantFeature(schema.tenantType()),
                new DeletionFeature(),
                new EncryptionFeature(columnEncryption, personalData),
                new EventFeature(events, new ProjectedRows(projected)),
                new AuditFeature(builder.json)));
        this.engine = engine(
                new Connections(builder.dataSource, configure, builder.surrounding, builder.listeners),
                builder,
                open,
                parts);
        this.acrossEngine = builder.across == null
                ? null
                : engine(
                        new Connections(builder.across, configure, Builder.NONE, builder.listeners),
                        builder,
                        open,
                        parts);
        this.events = events;
        this.projections = builder.projections == null && builder.outboxes.isEmpty() ? null : projections(builder);
    }

    private Projections projections(Builder builder) {
        if (events == null) {
            throw new SchemaException("Projections are made of events, and this Holdfast has none: give"
                    + " .events(EventSettings.with(EventTypes.of(…))) to the builder");
        }
        if (acrossEngine == null) {
            throw new TenantRequiredException(
                    "Projections read the events of all tenants, by a role that sees them: give its"
                            + " data source to the builder, .acrossTenants(dataSource)");
        }
        ProjectionSettings given = builder.projections == null ? ProjectionSettings.with() : builder.projections;
        ProjectionSettings settings =
                given.and(builder.outboxes.stream().map(Outbox::subscription).toList());
        EventSource.check(settings, events.types());
        Scopes scopes = new Scopes(engine, acrossEngine, this::acrossTenants, this::open);
        return new StoredProjections(settings, builder.outboxes, scopes, events, builder.notifications);
    }

    private static Engine engine(Connections connections, Builder builder, OpenTransactions open, Parts parts) {
        return new Engine(connections, builder.json, open, builder.schema, parts);
    }

    /**
     * A builder of a Holdfast, which is made once and used by all threads.
     *
     * @param dataSource of the application's role, pooled or not, with auto-commit on or off
     */
    public static Builder builder(DataSource dataSource) {
        return new Builder(Required.given("builder", dataSource, "give it a pool of the application's role"));
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public JdbiTenantScope tenant(long id) {
        return open(id);
    }

    @Override
    public JdbiTenantScope tenant(UUID id) {
        return open(id);
    }

    @Override
    public JdbiTenantScope tenant(String id) {
        return open(id);
    }

    private OneTenant open(Object id) {
        return new OneTenant(engine, SessionSettings.ofTenant(TenantIds.checked(schema.tenantType(), id)));
    }

    @Override
    public JdbiAcrossTenants acrossTenants(String reason) {
        if (acrossEngine == null) {
            throw new TenantRequiredException(
                    "acrossTenants needs a data source of its own, whose role sees all tenants'"
                            + " rows: give it to the builder, .acrossTenants(dataSource)");
        }
        return new AllTenants(acrossEngine, SessionSettings.across(reason), this::open);
    }

    @Override
    public Scope withoutTenant() {
        return new NoTenant(engine);
    }

    /**
     * Runs its projections and outboxes, tells how they are, and waits for them.
     *
     * @throws SchemaException where the builder was given none
     */
    public Projections projections() {
        if (projections == null) {
            throw new SchemaException("This Holdfast was built without projections: give"
                    + " .projections(ProjectionSettings.with(…)) to the builder");
        }
        return projections;
    }

    @Override
    public Diagnosis doctor() {
        if (engine.isSurrounded()) {
            throw new TransactionMisuseException("The doctor ends the transaction that it looks in, and the one that is"
                    + " under way is somebody else's: call it outside of that");
        }
        Doctor doctor = new Doctor(schema, examinations(), acceptances);
        try (Connection connection = Connections.connect(dataSource)) {
            Diagnosis diagnosis = across == null || !doctor.looksAcrossTenants()
                    ? doctor.examine(connection)
                    : examineBoth(doctor, connection, across);
            end(connection);
            return diagnosis;
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    /** Who the doctor asks. */
    private List<Examination> examinations() {
        List<Examination> examinations = new ArrayList<>(List.of(
                new TableExamination(),
                new TenantExamination(),
                new DeletionExamination(),
                new EncryptionExamination(encryption),
                new RecordingExamination()));
        if (events != null) {
            examinations.add(new EventExamination());
        }
        if (!projected.isEmpty()) {
            examinations.add(new ProjectionExamination(projected));
        }
        return examinations;
    }

    private static Diagnosis examineBoth(Doctor doctor, Connection application, DataSource across) throws SQLException {
        try (Connection connection = Connections.connect(across)) {
            Diagnosis diagnosis = doctor.examine(application, connection);
            end(connection);
            return diagnosis;
        }
    }

    private static void end(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }

    /** Collects what a Holdfast is made of. Not thread-safe. */
    public static final class Builder {

        private final DataSource dataSource;
        private Schema schema = Schema.of();
        private @Nullable DataSource across;
        private @Nullable JsonCodec json;
        private @Nullable Encryption encryption;
        private @Nullable EventSettings events;
        private @Nullable ProjectionSettings projections;
        private @Nullable DataSource notifications;
        private final List<Outbox> outboxes = new ArrayList<>();
        private final List<PersonalDataStore> personalData = new ArrayList<>();
        private final List<StatementListener> listeners = new ArrayList<>();
        private final List<Acceptance> acceptances = new ArrayList<>();
        private Consumer<Jdbi> configure = jdbi -> {};
        private static final SurroundingTransactions NONE = () -> null;

        private SurroundingTransactions surrounding = NONE;
        private boolean unsafeRoleAllowed;
        private boolean verified;

        private Builder(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        /** The application's tables, which are validated together and sealed. */
        public Builder schema(Table... tables) {
            return schema(Schema.of(tables));
        }

        /** The application's tables. */
        public Builder schema(Schema tables) {
            this.schema = Required.given("schema", tables);
            return this;
        }

        /** The data source of the role that sees all tenants, for {@link Holdfast#acrossTenants}. */
        public Builder acrossTenants(DataSource acrossTenants) {
            this.across = Required.given("acrossTenants", acrossTenants);
            return this;
        }

        /** How {@code jsonb} columns are read and written: {@link Jackson3Json}, {@link Jackson2Json} or your own. */
        public Builder json(JsonCodec codec) {
            this.json = Required.given("json", codec);
            return this;
        }

        /** How encrypted columns are encrypted, {@code Encryption.with(keyring)}. */
        public Builder encryption(Encryption settings) {
            this.encryption = Required.given("encryption", settings);
            return this;
        }

        /**
         * The event store, {@code EventSettings.with(EventTypes.of(…))}; needs {@link #json}, and {@link #encryption} where
         * an event has personal members.
         */
        public Builder events(EventSettings settings) {
            this.events = Required.given("events", settings);
            return this;
        }

        /**
         * What is made of events, {@code ProjectionSettings.with(…)}; needs {@link #events} and {@link #acrossTenants}. They
         * run once {@link JdbiHoldfast#projections} is told to start them.
         */
        public Builder projections(ProjectionSettings settings) {
            this.projections = Required.given("projections", settings);
            return this;
        }

        /**
         * While projections run, has a connection of its own hear of other processes' appends, so that polls may be rare: PostgreSQL's
         * {@code listen holdfast_events}. Those that append tell by {@code projections().announce()}; what runs projections does so by itself. A
         * notification that is lost costs a poll, and nothing else.
         *
         * @param direct gives connections to PostgreSQL itself, not through a pooler that shares them by transaction; one is kept open,
         *     and opened again where it is lost. It may be of any role
         */
        public Builder notifications(DataSource direct) {
            this.notifications = Required.given("notifications", direct);
            return this;
        }

        /**
         * What is told to others of events; needs {@link #events} and {@link #acrossTenants}. They run with the projections, by
         * the same settings.
         */
        public Builder outboxes(Outbox... several) {
            this.outboxes.addAll(List.of(Required.each("outboxes", several)));
            return this;
        }

        /** A place besides the tables that keeps values under data keys, and takes part in rotation and shredding. */
        public Builder personalData(PersonalDataStore store) {
            this.personalData.add(Required.given("personalData", store));
            return this;
        }

        /**
         * Findings of the doctor that are taken as they are, with a reason and who answers for it. The diagnosis lists them
         * apart, and names an acceptance that matches nothing.
         */
        public Builder acceptFindings(Acceptance... accepted) {
            this.acceptances.addAll(List.of(Required.each("acceptFindings", accepted)));
            return this;
        }

        /**
         * Has a listener told of each statement that is sent for the application, by the language, SqlObjects and handles
         * alike: {@link Slf4jListener}, {@link MicrometerListener} or your own. May be called for several. Without a
         * listener nothing is measured or made.
         */
        public Builder listener(StatementListener told) {
            this.listeners.add(Required.given("listener", told));
            return this;
        }

        /**
         * Adds plugins, argument factories and mappers to the Jdbi behind {@code attach} and {@code withHandle}. A {@code
         * SqlLogger} that is set here is told of the language's statements too, without their values; what it throws is
         * logged and harms nobody.
         */
        public Builder configureJdbi(Consumer<Jdbi> configuration) {
            this.configure = this.configure.andThen(Required.given("configureJdbi", configuration));
            return this;
        }

        /**
         * What tells of transactions that something else begins and ends on the data source's connections: they are then
         * joined, never committed. With Spring, {@code holdfast-spring} has it, and builds a Holdfast that knows it:
         * {@code SpringTransactions.holdfast(dataSource)}.
         */
        public Builder surroundingTransactions(SurroundingTransactions transactions) {
            this.surrounding = Required.given("surroundingTransactions", transactions);
            return this;
        }

        /**
         * Starts even as a superuser or with BYPASSRLS, for whom no policy holds, or as the tables' owner, who could take the
         * policies away. For tools and tests, never for an application.
         *
         * @param reason why; not blank
         */
        public Builder allowUnsafeRole(String reason) {
            if (Required.given("allowUnsafeRole", reason, "say why it is safe here")
                    .isBlank()) {
                throw new InvalidValueException("allowUnsafeRole", "has no reason", "say why it is safe here");
            }
            this.unsafeRoleAllowed = true;
            return this;
        }

        /**
         * Lets {@link #build} ask the doctor, and start only where it finds nothing to mend: the roles, their grants, the
         * tables and what stands around them. It costs some twenty round trips, and looks at catalogues alone.
         */
        public Builder verify() {
            this.verified = true;
            return this;
        }

        /**
         * Connects once, to check the driver's settings, the server's version and the role; asks the {@link #json} codec of
         * each type that it is to store; and asks the doctor, where {@link #verify} was called.
         *
         * @throws dev.holdfast.doctor.DiagnosisException where the doctor finds something
         * @throws dev.holdfast.error.UnsupportedServerException where PostgreSQL is older than 15
         * @throws InvalidValueException where pgjdbc's {@code prepareThreshold} is -1
         * @throws TransactionMisuseException inside a transaction that {@link #surroundingTransactions} tells of
         * @throws dev.holdfast.error.SchemaException where values of a {@code jsonb} column or events would come back changed
         * @throws dev.holdfast.tenant.UnsafeRoleException where row-level security doesn't bind the role, or it could
         *     switch that off, as the tables' owner
         */
        public JdbiHoldfast build() {
            if (surrounding.current() != null) {
                throw new TransactionMisuseException(
                        "A Holdfast was to be built inside a transaction, which the look at the"
                                + " role would end: build it at the application's start");
            }
            refuseUnannouncedSpring();
            StartCheck.run(dataSource, schema, unsafeRoleAllowed);
            JdbiHoldfast holdfast = new JdbiHoldfast(this);
            if (verified) {
                Diagnosis diagnosis = holdfast.doctor();
                if (!diagnosis.isClean()) {
                    throw new DiagnosisException(diagnosis);
                }
            }
            return holdfast;
        }

        /** Behind Spring's proxy an unknown transaction would be committed in its middle. */
        private void refuseUnannouncedSpring() {
            boolean proxy = dataSource
                    .getClass()
                    .getName()
                    .equals("org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy");
            if (proxy && surrounding == NONE) {
                throw new InvalidValueException(
                        "The data source",
                        "is Spring's TransactionAwareDataSourceProxy, and nothing tells when a transaction is under way",
                        "build with SpringTransactions.holdfast(dataSource) of holdfast-spring, or say"
                                + " surroundingTransactions(…)");
            }
        }
    }
}
