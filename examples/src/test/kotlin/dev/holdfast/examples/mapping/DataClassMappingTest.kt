package dev.holdfast.examples.mapping

import dev.holdfast.error.MappingException
import dev.holdfast.expression.Expressions
import dev.holdfast.query.Include
import dev.holdfast.query.Row
import dev.holdfast.query.RowMapping
import dev.holdfast.query.RowReader
import dev.holdfast.query.Select
import dev.holdfast.query.Shape
import dev.holdfast.internal.ValueType
import dev.holdfast.table.Table
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.DisplayName
import org.junit.jupiter.api.Test
import java.math.BigDecimal
import java.util.UUID

@JvmInline
value class PostId(val value: UUID)

@JvmInline
value class Stars(val count: Int) {
    init {
        require(count >= 0) { "fewer than none" }
    }
}

@JvmInline
value class Price private constructor(val exact: BigDecimal) {
    companion object {
        fun of(text: String) = Price(BigDecimal(text))
    }
}

object Posts : Table("posts") {
    val id = uuid("id").primaryKey()
    val blogId = uuid("blog_id").nullable()
    val mappedId = uuid("mapped_id").mapped({ PostId(it) }, { it.value }).nullable()
    val title = text("title").nullable()
    val stars = integer("stars").nullable()
    val mappedStars = integer("mapped_stars").mapped({ Stars(it) }, { it.count }).nullable()
    val price = numeric("price").nullable()
}

data class Post(
    val id: PostId,
    val title: String = "untitled",
    val stars: Int = 5,
    val note: String? = "note on $title",
    val tags: List<String> = listOf("none"),
)

data class Strict(val id: UUID, val title: String, val stars: Int, val note: String?)

data class Inline(val id: PostId, val mappedId: PostId?, val stars: Stars?, val mappedStars: Stars, val price: Price?)

@ConsistentCopyVisibility
data class Guarded private constructor(val id: UUID, private val title: String, val stars: Stars = Stars(1)) {
    fun shown() = "$title $stars"
}

data class Maybe(val title: java.util.Optional<String>)

data class Generic<T>(val title: T, val stars: Int = 3)

data class Nested(val title: String?, val author: Post?, val note: String = "none")

data class Blog(val title: String, val posts: List<Post>, val rest: List<Post> = emptyList())

data class Checked(val title: String, val stars: Int = 5) {
    init {
        require(title.length < 4) { "too long: $title" }
    }
}

@Suppress("LongParameterList")
data class Wide(
    val p1: Int = 1, val p2: Int = 2, val p3: Int = 3, val p4: Int = 4, val p5: Int = 5, val p6: Int = 6,
    val p7: Int = 7, val p8: Int = 8, val p9: Int = 9, val p10: Int = 10, val p11: Int = 11, val p12: Int = 12,
    val p13: Int = 13, val p14: Int = 14, val p15: Int = 15, val p16: Int = 16, val p17: Int = 17, val p18: Int = 18,
    val p19: Int = 19, val p20: Int = 20, val p21: Int = 21, val p22: Int = 22, val p23: Int = 23, val p24: Int = 24,
    val p25: Int = 25, val p26: Int = 26, val p27: Int = 27, val p28: Int = 28, val p29: Int = 29, val p30: Int = 30,
    val p31: Int = 31, val title: String = "x", val stars: Int = 33, val p34: Long = 34, val p35: String? = "35",
)

/** What Kotlin compiles for default values and value classes, read without Kotlin's reflection. */
class DataClassMappingTest {
    private val id = UUID(1, 2)

    private fun row(vararg values: Pair<dev.holdfast.expression.Selectable<*>, Any?>): Row {
        val shape = Shape(values.map { it.first }, listOf(), listOf(), listOf())
        return shape.read(reader(values.map { it.second }))
    }

    private fun reader(values: List<Any?>) = object : RowReader {
        override fun read(position: Int, type: ValueType) = values[position - 1]

        @Suppress("UNCHECKED_CAST")
        override fun readAll(position: Int, element: ValueType) =
            (values[position - 1] as List<Any?>?)?.let { all -> RowReader.Elements { all[it] } }
    }

    private inline fun <reified T : Any> map(row: Row) = RowMapping.to(T::class.java).apply(row)

    @Test
    fun `an Optional takes a null`() {
        assertThat(map<Maybe>(row(Posts.title to null))).isEqualTo(Maybe(java.util.Optional.empty()))
        assertThat(map<Maybe>(row(Posts.title to "t"))).isEqualTo(Maybe(java.util.Optional.of("t")))
    }

    @Test
    fun `a default value is taken where the row has no such column, and only there`() {
        assertThat(map<Post>(row(Posts.id to id)))
            .isEqualTo(Post(PostId(id)))
        assertThat(map<Post>(row(Posts.id to id, Posts.title to "t", Posts.stars to 1)))
            .isEqualTo(Post(PostId(id), "t", 1, "note on t"))
        assertThat(map<Generic<*>>(row(Posts.title to "t"))).isEqualTo(Generic("t"))
        assertThat(map<Wide>(row(Posts.title to "t"))).isEqualTo(Wide(title = "t"))
        assertThat(map<Wide>(row(Posts.stars to 1))).isEqualTo(Wide(stars = 1))
        assertThat(map<Wide>(row(Posts.title to "t", Posts.stars to 1))).isEqualTo(Wide(title = "t", stars = 1))
    }

    @Test
    fun `a parameter without a default value is required, whatever its type`() {
        val all = listOf(Posts.id to id, Posts.title to "t", Posts.stars to 1)
        for (i in all.indices) {
            assertThatThrownBy { map<Strict>(row(*all.filterIndexed { n, _ -> n != i }.toTypedArray())) }
                .isInstanceOf(MappingException::class.java)
                .hasMessageContaining("Nothing in the row is named like Strict.")
        }
        assertThatThrownBy { map<Post>(row(Posts.title to "t")) }.hasMessageContaining("Post.id")
    }

    @Test
    @DisplayName("V-8 NULL for a Kotlin parameter that takes none names the component and the column, default or not")
    fun nullForNonNull() {
        for (type in listOf(Post::class.java, Strict::class.java, Guarded::class.java)) {
            assertThatThrownBy {
                RowMapping.to(type).apply(
                    row(
                        Posts.id to id, Posts.title to null, Posts.stars to 1,
                        Expressions.coalesce(Posts.title, "").named("note") to "n",
                    ),
                )
            }
                .isInstanceOfSatisfying(MappingException::class.java) {
                    assertThat(it.component()).isEqualTo(type.simpleName + ".title")
                    assertThat(it.table()).isEqualTo("posts")
                    assertThat(it.column()).isEqualTo("title")
                }
                .hasMessage("${type.simpleName}.title (String) takes no null and posts.title is NULL: use a nullable type")
        }
        assertThatThrownBy { map<Checked>(row(Posts.title to "secret")) }
            .isInstanceOfSatisfying(MappingException::class.java) { assertThat(it.component()).isEqualTo("Checked") }
            .hasMessageNotContaining("secret")
            .hasCauseInstanceOf(IllegalArgumentException::class.java)
    }

    @Test
    fun `value classes take what they hold, and themselves`() {
        val price = Price.of("1.50")
        assertThat(
            map<Inline>(
                row(
                    Posts.id to id, Posts.mappedId to PostId(id), Posts.stars to 4, Posts.mappedStars to Stars(2),
                    Posts.price to BigDecimal("1.50"),
                ),
            ),
        ).isEqualTo(Inline(PostId(id), PostId(id), Stars(4), Stars(2), price))
        assertThat(
            map<Inline>(
                row(
                    Posts.id to id, Posts.mappedId to null, Posts.stars to null, Posts.mappedStars to Stars(0),
                    Posts.price to null,
                ),
            ),
        ).isEqualTo(Inline(PostId(id), null, null, Stars(0), null))
        assertThatThrownBy {
            map<Inline>(
                row(
                    Posts.id to id, Posts.mappedId to null, Posts.stars to -1, Posts.mappedStars to Stars(0),
                    Posts.price to null,
                ),
            )
        }
            .isInstanceOfSatisfying(MappingException::class.java) {
                assertThat(it.component()).isEqualTo("Inline.stars")
                assertThat(it.column()).isEqualTo("stars")
            }
            .hasCauseInstanceOf(IllegalArgumentException::class.java)
        assertThat(map<Guarded>(row(Posts.id to id, Posts.title to "t")).shown()).isEqualTo("t Stars(count=1)")
    }

    @Test
    fun `nested data classes and children have default values too`() {
        val author = Posts.alias("author")
        assertThat(map<Nested>(row(Posts.title to "t", author.of(Posts.id) to id, author.of(Posts.title) to "a")))
            .isEqualTo(Nested("t", Post(PostId(id), "a"), "none"))
        assertThat(map<Nested>(row(Posts.title to "t", author.of(Posts.id) to null, author.of(Posts.title) to null)))
            .isEqualTo(Nested("t", null))
        val children = Include.children(Posts.blogId, Posts.id).select(Posts.id).named("posts")
        val query = Select.from(Posts).select(Posts.title).include(children)
        val row = query.shape().read(reader(listOf("blog", 2L, listOf(id, UUID(3, 4)))))
        assertThat(map<Blog>(row)).isEqualTo(Blog("blog", listOf(Post(PostId(id)), Post(PostId(UUID(3, 4))))))
    }
}
