# cython: language_level=3, boundscheck=False, wraparound=False
"""RGB to YUV, compiled: BT.709, video range, each chroma sample the mean of four pixels."""

cdef extern from *:
    """
    #include <stdint.h>

    #define RED(pixel) ((int32_t)((pixel) & 255))
    #define GREEN(pixel) ((int32_t)((pixel) >> 8 & 255))
    #define BLUE(pixel) ((int32_t)((pixel) >> 16 & 255))

    /* ITU-R BT.709, 3: 32768 times the shares of R, G and B, in the range of 8 bits that video uses. Those of grey
       add up to 0 in U and V. */
    enum { Y_RED = 5983, Y_GREEN = 20127, Y_BLUE = 2032 };
    enum { U_RED = -3298, U_GREEN = -11095, U_BLUE = 14393 };
    enum { V_RED = 14392, V_GREEN = -13073, V_BLUE = -1319 };
    enum { Y_BASE = (16 << 15) + (1 << 14), UV_BASE = (128 << 17) + (1 << 16) };  /* and a half, to round */

    /* Loops that compilers turn into instructions for several pixels. */
    static void luma_row(const uint32_t *restrict row, uint8_t *restrict y, int count) {
        for (int i = 0; i < count; i++)
            y[i] = (RED(row[i]) * Y_RED + GREEN(row[i]) * Y_GREEN + BLUE(row[i]) * Y_BLUE + Y_BASE) >> 15;
    }

    static void chroma_row(const uint32_t *restrict upper, const uint32_t *restrict lower,
                           uint8_t *restrict u, uint8_t *restrict v, int count) {
        for (int i = 0; i < count; i++) {
            uint32_t a = upper[2 * i], b = upper[2 * i + 1], c = lower[2 * i], d = lower[2 * i + 1];
            int32_t red = RED(a) + RED(b) + RED(c) + RED(d);
            int32_t green = GREEN(a) + GREEN(b) + GREEN(c) + GREEN(d);
            int32_t blue = BLUE(a) + BLUE(b) + BLUE(c) + BLUE(d);
            u[i] = (red * U_RED + green * U_GREEN + blue * U_BLUE + UV_BASE) >> 17;
            v[i] = (red * V_RED + green * V_GREEN + blue * V_BLUE + UV_BASE) >> 17;
        }
    }

    #if defined(__x86_64__) && defined(__GNUC__)
    /* The same for 16 columns of two rows, where the processor can: a third of the time. A pixel is held as two pairs
       of 16 bits, (R, B) and (G, A), which one instruction multiplies and adds. */
    #include <immintrin.h>
    #define FAST static inline __attribute__((always_inline, target("avx2"))) __m256i

    FAST pair(int low, int high) { return _mm256_set1_epi32((int32_t)((uint32_t)high << 16 | (low & 0xFFFF))); }
    FAST load(const uint32_t *row) { return _mm256_loadu_si256((const __m256i *)row); }
    FAST red_blue(__m256i pixels) { return _mm256_and_si256(pixels, _mm256_set1_epi32(0x00FF00FF)); }
    FAST green_alpha(__m256i pixels) { return _mm256_srli_epi16(pixels, 8); }
    FAST shares(__m256i rb, __m256i g, int red, int green, int blue, int base) {
        __m256i sum = _mm256_add_epi32(_mm256_madd_epi16(rb, pair(red, blue)), _mm256_madd_epi16(g, pair(green, 0)));
        return _mm256_add_epi32(sum, _mm256_set1_epi32(base));
    }
    FAST luma(__m256i rb, __m256i g) {
        return _mm256_srai_epi32(shares(rb, g, Y_RED, Y_GREEN, Y_BLUE, Y_BASE), 15);
    }
    FAST in_order(__m256i halves) { return _mm256_permute4x64_epi64(halves, 0xD8); }
    FAST squares(__m256i left, __m256i right) {  /* adds neighbours */
        __m256 l = _mm256_castsi256_ps(left), r = _mm256_castsi256_ps(right);
        __m256i even = _mm256_castps_si256(_mm256_shuffle_ps(l, r, 0x88));
        return in_order(_mm256_add_epi16(even, _mm256_castps_si256(_mm256_shuffle_ps(l, r, 0xDD))));
    }
    #define BYTES(left, right) bytes(in_order(_mm256_packs_epi32(left, right)))
    static inline __attribute__((always_inline, target("avx2"))) __m128i bytes(__m256i words) {
        return _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
    }

    __attribute__((target("avx2")))
    static int fast_rows(const uint32_t *upper, const uint32_t *lower, uint8_t *y_upper, uint8_t *y_lower,
                         uint8_t *u, uint8_t *v, int count) {
        int i = 0;
        for (; i + 16 <= count; i += 16) {
            __m256i a = load(upper + i), b = load(upper + i + 8), c = load(lower + i), d = load(lower + i + 8);
            __m256i a_rb = red_blue(a), b_rb = red_blue(b), c_rb = red_blue(c), d_rb = red_blue(d);
            a = green_alpha(a), b = green_alpha(b), c = green_alpha(c), d = green_alpha(d);
            _mm_storeu_si128((__m128i *)(y_upper + i), BYTES(luma(a_rb, a), luma(b_rb, b)));
            _mm_storeu_si128((__m128i *)(y_lower + i), BYTES(luma(c_rb, c), luma(d_rb, d)));
            __m256i rb = squares(_mm256_add_epi16(a_rb, c_rb), _mm256_add_epi16(b_rb, d_rb));
            __m256i g = squares(_mm256_add_epi16(a, c), _mm256_add_epi16(b, d));
            __m128i uv = BYTES(_mm256_srai_epi32(shares(rb, g, U_RED, U_GREEN, U_BLUE, UV_BASE), 17),
                               _mm256_srai_epi32(shares(rb, g, V_RED, V_GREEN, V_BLUE, UV_BASE), 17));
            _mm_storel_epi64((__m128i *)(u + i / 2), uv);
            _mm_storel_epi64((__m128i *)(v + i / 2), _mm_srli_si128(uv, 8));
        }
        return i;
    }
    #define DONE_FAST(...) (__builtin_cpu_supports("avx2") ? fast_rows(__VA_ARGS__) : 0)
    #else
    #define DONE_FAST(...) 0
    #endif

    /* Two rows of `count` pixels, an even number. */
    static void two_rows(const uint32_t *upper, const uint32_t *lower, uint8_t *y_upper, uint8_t *y_lower,
                         uint8_t *u, uint8_t *v, int count) {
        int done = DONE_FAST(upper, lower, y_upper, y_lower, u, v, count);
        luma_row(upper + done, y_upper + done, count - done);
        luma_row(lower + done, y_lower + done, count - done);
        chroma_row(upper + done, lower + done, u + done / 2, v + done / 2, (count - done) / 2);
    }
    """
    void two_rows(
        const unsigned int *upper, const unsigned int *lower, unsigned char *y_upper, unsigned char *y_lower,
        unsigned char *u, unsigned char *v, int count,
    ) nogil


def convert(
    const unsigned int[:, ::1] pixels not None,
    unsigned char[:, ::1] y not None,
    unsigned char[:, ::1] u not None,
    unsigned char[:, ::1] v not None,
    boxes,
):
    """Bring a picture's three planes up to date in some boxes, widened to whole chroma samples.

    Parameters
    ----------
    pixels
        R, G, B, A in memory, shape (height, width), both even.
    y, u, v
        Planes, of at least (height, width) and half of it.
    boxes
        Left, top, right and bottom of each.

    Raises
    ------
    ValueError
        If a box is empty or reaches outside; nothing is converted then.
    """
    cdef int left, top, right, bottom, row
    for left, top, right, bottom in boxes:
        if not (0 <= left < right <= pixels.shape[1] and 0 <= top < bottom <= pixels.shape[0]):
            raise ValueError(f"box {(left, top, right, bottom)} of a picture {pixels.shape[1]}x{pixels.shape[0]}")
    for left, top, right, bottom in boxes:
        left, top, right, bottom = left // 2 * 2, top // 2 * 2, (right + 1) // 2 * 2, (bottom + 1) // 2 * 2
        for row in range(top, bottom, 2):
            two_rows(
                &pixels[row, left],
                &pixels[row + 1, left],
                &y[row, left],
                &y[row + 1, left],
                &u[row // 2, left // 2],
                &v[row // 2, left // 2],
                right - left,
            )
