package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every example and looks for what it claims to show. */
class EveryMainTest {

    private static final String HERE = "dev.holdfast.examples.";

    /** What each Main must print, besides running through. */
    private static final Map<String, List<String>> PROOFS = Map.ofEntries(
            Map.entry(
                    "tables.TablesMain",
                    List.of(
                            "Large, unpaid and later: [desk, table]",
                            "Another phone number: 0 by <>, 3 by is distinct from",
                            "customer=CustomerView[name=Ann",
                            "Outer side: [Cy ordered null]",
                            "Totals: [Ann 4 10000, Bob 2 3000]",
                            "Buyers: 2 and 2; united: 7",
                            "Dearest of each customer: [",
                            "Paid 2, deleted 2, left 10000",
                            "^@")),
            Map.entry(
                    "tables.TablesMainKt",
                    List.of(
                            "Large, and no table: [chair, desk]",
                            "customer=Customer(name=Ann",
                            "Phone: null",
                            "PAID 4")),
            Map.entry(
                    "include.IncludeMain",
                    List.of(
                            "name=Ann, latest=[OrderView[item=lamp, cents=5000], OrderView[item=desk, cents=4000]]",
                            "name=Cy, latest=[]")),
            Map.entry(
                    "projections.InlineMain",
                    List.of("Basel: 2, [depot-scans is INLINE]", "Not stored: parcel/p-2 at version 1")),
            Map.entry(
                    "projections.StatisticsMain",
                    List.of(
                            "Basel: 1",
                            "Parked: parcel/p-2",
                            "parcel/p-2 waits at version 1: java.lang.IllegalArgumentException: a scan without a depot",
                            "Others go on: [Basel 2, Bern 1]",
                            "Unparked, in order: [(nowhere) 1, Basel 2, Bern 1, Chur 1]",
                            "Globex sees 0 depots",
                            "depot-scans v1, read",
                            "Version 2 is read: [2], [ 1, basel 2, bern 1, chur 2]")),
            Map.entry("include.IncludeMainKt", List.of("Buyer(name=Ann, latest=[Item(item=lamp, cents=5000)")),
            Map.entry("paging.PagingMain", List.of("3 orders from", "1 orders from", "Refused: The cursor")),
            Map.entry("paging.PagingMainKt", List.of("3 orders from", "1 orders from")),
            Map.entry(
                    "upsert.UpsertMain",
                    List.of(
                            "Inserted 10000",
                            "doing nothing: 0",
                            "Person 0 the Second v2",
                            "23505 by customers_email_key",
                            "same addresses: 2")),
            Map.entry("upsert.UpsertMainKt", List.of("Upserted: [ann v2, bob v1]")),
            Map.entry(
                    "plainsql.PlainSqlMain",
                    List.of("on a Monday: 6", "[2026-01, 2026-02]", "lamp 37000", "no condition: 0 rows")),
            Map.entry("plainsql.PlainSqlMainKt", List.of("on a Monday: 6", "lamp 37000")),
            Map.entry(
                    "transactions.TransactionsMain",
                    List.of(
                            "Behind the savepoint: 4 orders",
                            "the commit throws, 25P02",
                            "with retries: stored",
                            "Taken from the queue: 2",
                            "Sent together: [4, 2]",
                            "refused: expected 1, actual 2")),
            Map.entry(
                    "transactions.TransactionsMainKt",
                    List.of("behind the savepoint: customers_email_key", "Orders: 3", "refused: expected 1, actual 2")),
            Map.entry(
                    "sqlobjects.SqlObjectsMain",
                    List.of(
                            "Total[item=lamp, cents=6000]",
                            "other tenant: 0",
                            "DSL: 2",
                            "sees it: user-7",
                            "sees it: prices.csv",
                            "transaction: 6")),
            Map.entry(
                    "sqlobjects.SqlObjectsMainKt", List.of("Total[item=lamp", "Lamps: 2, and the other tenant sees 0")),
            Map.entry(
                    "across.AcrossTenantsMain",
                    List.of(
                            "Tenant 1 has 2 orders",
                            "Tenant 2 has 4 orders",
                            "Invoice for 2",
                            "Active: [Acme, Globex]",
                            "Without a tenant: A session without a tenant")),
            Map.entry(
                    "across.AcrossTenantsMainKt",
                    List.of("2 orders, because monthly invoice run", "Invoice for 2: 0 orders")),
            Map.entry(
                    "tenancy.TenancyMain",
                    List.of("Tenant 1 sees [of tenant 1]", "Tenant 2 sees [of tenant 2]", "<holdfast:enableTenancy")),
            Map.entry(
                    "migrations.MigrationsMain",
                    List.of("The doctor: 2 tables, nothing to mend", "Customers with a nickname: 0")),
            Map.entry(
                    "doctor.DoctorMain",
                    List.of(
                            "At first: 2 tables, nothing to mend",
                            "RLS_NOT_FORCED orders",
                            "kind: 1",
                            "Now: 2 tables, nothing to mend",
                            "accepted: RLS_NOT_FORCED orders: row-level security isn't forced",
                            "by team billing: the old invoice run",
                            "After the next release: 2 tables, nothing to mend")),
            Map.entry("readme.ReadmeMain", List.of("Found 1, and the other tenant 0")),
            Map.entry("readme.ReadmeMainKt", List.of("[Note(title=Hello, body=null)]")),
            Map.entry(
                    "values.ValuesMain",
                    List.of(
                            "Refused: readings.amount has 3 decimal places",
                            "Stored: 20.13 at 2026-01-01T12:00:00.123456Z",
                            "[20.13 2026-01-01T12:00:00.123456Z, 1.00 has no time that Java can say (readings.taken_at)]")),
            Map.entry("json.JsonMain", List.of("Layout[theme=dark, widths=[1, 2]] [home, wide]")),
            Map.entry("json.JsonMainKt", List.of("title=null, settings={theme=dark}, tags=[home]")),
            Map.entry(
                    "mapped.MappedMain",
                    List.of(
                            "email=Email[value=ann@example.org]",
                            "plan=FREE",
                            "months=1",
                            "192.0.2.1",
                            "domain=example.org")),
            Map.entry(
                    "softdelete.SoftDeleteMain",
                    List.of(
                            "Deleted: 1 articles; then 1 authors, 2 articles, which is 2 articles; again: nothing",
                            "23503 by articles_section_fkey_live",
                            "Live 1 of 4",
                            "About rain, by user-7: a duplicate",
                            "deleted row: deleted before now: true",
                            "By SQL: About hail, user-7, spam")),
            Map.entry(
                    "softdelete.RestoreMain",
                    List.of(
                            "Without their author: 0 likes, 1 payment",
                            "Restored 1 authors, 2 articles; still deleted: [About rain]",
                            "Refused: author_id of a row of articles names a deleted row of authors",
                            "Would restore 1 authors, 1 articles",
                            "Live: [About rain]",
                            "the slug of a row of articles is taken",
                            "The upsert revived it: true")),
            Map.entry(
                    "softdelete.PurgeMain",
                    List.of(
                            "Planned: PurgeReport[purged=2 articles, 2 likes, held=1,",
                            "Looked at 1 of 1",
                            "Done: PurgeReport[purged=1 articles, 1 likes, held=2,",
                            "In the trash: [sun, wind, snow]",
                            "Tenant 1: 1 articles, 1 likes",
                            "Tenant 2: nothing")),
            Map.entry(
                    "softdelete.SqlClientMain",
                    List.of(
                            "rain | user-7 | clean-up | f\nsun | user-7 | clean-up | t\nsun\n0\n",
                            "delete from articles: refused, SQLSTATE 42501")),
            Map.entry(
                    "softdelete.SoftDeleteMainKt",
                    List.of(
                            "Hid 1 folders, 2 files: [one.txt, by user-7: tidying up, two.txt, by user-7: tidying up]",
                            "Refused: folder_id names a deleted row of folders",
                            "Restored 1 folders, 2 files\nThere was nothing to restore",
                            "A purge would remove 1 folders, 2 files")),
            Map.entry(
                    "audit.AuditMain",
                    List.of(
                            "insert of contracts 42 by user-7, 20",
                            "update of contracts 42 by user-7 (prices of 2027), 20",
                            "Z: fee 100.00 → 110.00, tax_id (encrypted) → (encrypted)\n",
                            "Fee: 100.00 became 110.00, the tax id was tax 42",
                            "Deleted 1, fees 2, of the request 2; then 1 of 4",
                            "  delete of contracts 43: id 43, tenant_id 1, customer \"Bob Ltd\", fee 80.00, tax_id (encrypted)\n",
                            "\"action\":\"delete\",\"changes\":{\"id\":{\"before\":43},",
                            "Possible: true; Reverted [delete of contracts 43 undone by an insert, update of contracts 42 undone by an update]",
                            "Ann & Co pays 100.00, tax 42; Bob Ltd pays 80.00, tax 43\n",
                            "Refused: fee is 90.00 and not 100.00\n",
                            "Reverted [update of contracts 42 undone by an update]\n",
                            "By SQL: fee 90.00 → 135.00, Reverted [",
                            "Nothing was changed: PostgreSQL refused (HF018): The change needs an actor who is a row of public.users")),
            Map.entry(
                    "audit.AuditMainKt",
                    List.of(
                            "[100.00 became 110.00 by user-7]",
                            "Reverted [update of contracts 42 undone by an update]",
                            "Refused: fee is 100.00 and not 110.00")),
            Map.entry(
                    "history.HistoryMain",
                    List.of(
                            "Yesterday: 1, [Rain by Ann]; today 0",
                            "Refused: Table sections has no history",
                            "With children: 1, with today's sections: 1",
                            "By tokens: 1 and 0",
                            "Another cluster's: HF015",
                            "By SQL: [Byline[title=Rain, name=Ann, label=News]], [Rain]",
                            "Refused: @AsOf(\"at\") is read by nothing in the statement",
                            "insert by user-7, because null, until then: Rain",
                            "update by user-7, because too short, until then: Rain again",
                            "soft delete by user-7, because null, until now: Rain again",
                            "Rain became Rain again; [articles.title changed, articles.words changed]",
                            "Pages of 2 and 1",
                            "Planned updated: title, words; done UPDATED: Rain")),
            Map.entry(
                    "history.HistoryMainKt",
                    List.of(
                            "By SQL [draft]",
                            "Then [draft], its life [draft by user-7: null, final by user-7: done]",
                            "Restored updated: text")),
            Map.entry(
                    "encryption.EncryptedColumnsMain",
                    List.of(
                            "Found by e-mail: ada@example.org, born 1815-12-10",
                            "Stored: 52 bytes, of the format 1",
                            "the row's id isn't known",
                            "patients.email is ALTERED_OR_MOVED",
                            "As String: A value of patients.email, encrypted by data key …, can't be decrypted")),
            Map.entry(
                    "encryption.BlindIndexMain",
                    List.of(
                            "By e-mail: ada@example.org; by phone and birth: ada@example.org",
                            "Twice: refused by patients_email_bidx_key",
                            "By the last digits: 1, of more that PostgreSQL found",
                            "A delete by them: patients.phone_bidx keeps 8 bits",
                            "Known to [tenant 1, tenant 2]")),
            Map.entry(
                    "encryption.KeyRotationMain",
                    List.of(
                            "60 values under the old one, 0 under the new one",
                            "Retire it now: refused",
                            "10 of 20 rows",
                            "Written anew: 20, left: 0",
                            "The tenant's keys: [RETIRED, ACTIVE]",
                            "read without the old keyring key: 20")),
            Map.entry(
                    "encryption.KeyringsMain",
                    List.of(
                            "From the file, by another node: ada@example.org",
                            "By both: ada@example.org, new keys by trial-kms://clinic",
                            "By the service alone: ada@example.org")),
            Map.entry(
                    "encryption.ShreddingMain",
                    List.of(
                            "Before: [Dear Ada, Dear Linus]",
                            "Keys destroyed: 1; here: [(forgotten), Dear Linus]",
                            "On another node, 2 s later: [(forgotten), Dear Linus]",
                            "A new letter: The tenant or person was shredded",
                            "Its patients: [(forgotten), (forgotten)]")),
            Map.entry(
                    "encryption.EncryptExistingColumnMain",
                    List.of(
                            "Migrating: [110, 112], read in clear: 2",
                            "Tenant 1: 2 encrypted, left: 0",
                            "Tenant 2: 2 encrypted, left: 0",
                            "Strict: [110, 112], found by the index: 1",
                            "And back: [110, 112]")),
            Map.entry(
                    "encryption.EncryptedSqlObjectMain",
                    List.of(
                            "Found: ada@example.com",
                            "Printed: Clear[***]",
                            "Without the row: EncryptionException when it is attached")),
            Map.entry(
                    "encryption.EncryptionMainKt",
                    List.of("ann@example.org", "forgotten\nbob@example.org\ncarl@example.org", "by her e-mail: false")),
            Map.entry(
                    "cqrs.CqrsMain",
                    List.of(
                            "Paid 900, at Basel: [p-1]",
                            "A header of 22 characters; at Chur: [p-1]",
                            "The same receipt: true, repeated: true",
                            "was handled before with other content than that of this ParcelCommand.Register",
                            "of tenant 1 may not send ParcelCommand.Scan",
                            "[to is blank, grams isn't positive]",
                            "Register took less than an hour: true",
                            "Missing: 2",
                            "Forgotten: 0")),
            Map.entry("cqrs.CqrsMainKt", List.of("Posted as version 1, at Bern: [l-1], scanned: kotlin.Unit")),
            Map.entry(
                    "events.AppendMain",
                    List.of(
                            "Versions 1 to 2, up to p2",
                            "Together: [parcel/p-2@1, parcel/p-3@1, parcel/p-1@4]",
                            "Repeated: true, at the same place: true",
                            "1 known, 1 not; nothing was stored",
                            "correlation=r-1, causation=null, actor=user-7, reason=express, own={scanner=s-12}",
                            "Delivered: correlation r-1, caused by the scan: true")),
            Map.entry("events.CoalescingMain", List.of("Parcels at version 21: 8")),
            Map.entry(
                    "events.ConflictMain",
                    List.of(
                            "The stream parcel/p-1 was expected at version",
                            "and is at 2",
                            "parcel/p-1@3, parcel-delivered",
                            "The transaction went on, to 4",
                            "parcel/p-1 is closed and takes no more events")),
            Map.entry(
                    "events.ReadStreamMain",
                    List.of(
                            "The last two: [Scanned[depot=Chur], Scanned[depot=Bern]]",
                            "Two and three: 2; as it was: 2; scans: 3",
                            "Parcels: [p-1 at 4, p-2 at 1], behind the first: 1, of many events: 0",
                            "Left of 4: 2, deleted: 2, ARCHIVED")),
            Map.entry(
                    "events.ReadAllMain",
                    List.of(
                            "While the earlier one isn't committed: []",
                            "Then: [parcel/early, parcel/late]",
                            "Followed: 92 scans of 92",
                            "92 of category parcel, and all of them are at the end: true",
                            "0 of category letter, and all of them are at the end: true")),
            Map.entry(
                    "events.EventTypesMain",
                    List.of(
                            "parcel-registered v1 is read as Registered[to=Ann, grams=700]",
                            "parcel-scanned v1 is read as Sorted[depot=Basel]",
                            "parcel-changed v1 is read as Redirected[to=Bob], 1 of 2",
                            "parcel-changed v1 is read as Reweighed[grams=720], 2 of 2",
                            "parcel-weighed v1: {\"grams\": 705}",
                            "Raw: 4",
                            "\"parcel-registered\", which isn't registered",
                            "has no upcaster from version 1")),
            Map.entry(
                    "events.DeciderMain",
                    List.of(
                            "loaded: Parcel[to=Ann, scans=1, delivered=false] at 2",
                            "Nothing to do: [], still at 2",
                            "Refused by the decider: The parcel was delivered",
                            "Delivered in 2 attempts: Parcel[to=Ann, scans=1, delivered=true]",
                            "The snapshot is at [6]; Loaded[parcel/p-3@8]",
                            "Without it: Parcel[to=Cy, scans=7, delivered=false]")),
            Map.entry(
                    "events.PersonalEventsMain",
                    List.of(
                            "name=Ann, street=1 Main Street], Label[customerId=c-1, name=Ann]",
                            "PostgreSQL has {\"grams\": 700, \"customerId\": \"c-1\"}, and 1 snapshot",
                            "name=null, street=(erased)], shredded: [name, street], snapshots: 0",
                            "A new event about her: refused")),
            Map.entry(
                    "events.EventTransactionMain",
                    List.of("parcel/p-1@2, parcel-scanned", "Rolled back, still with Cy: ", "With another tenant: []")),
            Map.entry(
                    "events.SqlClientEventsMain",
                    List.of(
                            "1 | 1\n2 | 2\n",
                            "refused, SQLSTATE HF010",
                            "2 | parcel | p-1 | 2 | parcel-scanned | {\"depot\": \"Basel\"} | {\"actor\": \"user-7\", \"scanner\": \"s-12\"}",
                            "p-1 | 2 | open | ",
                            "parcel/p-1@3, parcel-delivered, p3",
                            "3 | parcel | p-1 | 3 | parcel-delivered | {\"door\": \"back door\"}",
                            "default values: refused, SQLSTATE 42501",
                            "type = 'parcel-lost': refused, SQLSTATE 42501")),
            Map.entry(
                    "events.EventsMainKt",
                    List.of(
                            "At 2, in between: [Returned]",
                            "Raw: [letter-posted: {\"to\": \"Ann\", \"express\": true}, letter-returned: {}]",
                            "Read: [Posted(to=Ann, express=true), Returned]; of all: 2, caught up: true")),
            Map.entry(
                    "events.DeciderMainKt",
                    List.of(
                            "[Sealed] leads to Box(items=30, shut=true)",
                            "Again: [], loaded: Box(items=30, shut=true)",
                            "The box is sealed")),
            Map.entry(
                    "outbox.OutboxMain",
                    List.of(
                            "Told: [p-1 scanned in Basel]\n",
                            "parcel/p-1 waits at version 3: dev.holdfast.outbox.RefusedMessageException: The publisher of the outbox"
                                    + " notices has refused the message: dev.holdfast.outbox.RefusedMessageException: The receiver doesn't"
                                    + " know the door\n",
                            "Told: [p-1 scanned in Basel, p-2 scanned in Chur, p-1 delivered to attic, p-1 scanned in Bern]",
                            "Told again: [p-1 delivered to attic, p-1 scanned in Basel, p-1 scanned in Bern, p-2 scanned in Chur]")),
            Map.entry(
                    "spring.SpringMain",
                    List.of(
                            "Acme: 200, orders: 1\nAcme: 200, orders: 2\nGlobex: 200, orders: 1\n",
                            "Acme: 400, too dear\nNobody: 401\n",
                            "Acme has 2 customers and 2 orders")),
            Map.entry(
                    "listener.ListenersMain",
                    List.of(
                            "Sent: select orders.",
                            "Sent: update orders set cents = cents + ? where item = ?",
                            "Refused by customers_email_key",
                            "Selects measured: 1",
                            "First order: 2026-01")),
            Map.entry("streams.StreamsMain", List.of("Sum over the stream: 12502500000")),
            Map.entry("streams.StreamsMainKt", List.of("Sum over the stream: 12502500000")));

    static Set<String> mains() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.holdfast.examples")
                        .stream()
                        .map(type -> type.getName())
                        .filter(name -> name.endsWith("Main") || name.endsWith("MainKt"))
                        .filter(name -> !name.endsWith("QuickstartMain")) // has a test of its own
                        .map(name -> name.substring(HERE.length()))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyMainHasAProof() {
        assertThat(mains()).isEqualTo(new TreeSet<>(PROOFS.keySet()));
    }

    @ParameterizedTest
    @MethodSource("mains")
    void showsWhatItClaims(String main) throws Exception {
        Class<?> type = Class.forName(HERE + main);
        Method method = type.getMethod("main", String[].class);
        String output = Captured.outputOf(() -> method.invoke(null, (Object) new String[0]));
        assertThat(output).contains(PROOFS.get(main));
        assertThat(output.lines().toList()).as("a few lines").hasSizeLessThan(15);
    }
}
