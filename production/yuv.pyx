# cython: language_level=3, boundscheck=False, wraparound=False
"""RGB to YUV, compiled: BT.709, video range, each chroma sample the mean of four pixels."""

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    /* Processors differ in how many pixels they take at a time: the compiler makes one for each kind. */
    #if defined(__x86_64__) && defined(__GNUC__) && defined(__linux__)
    #define FOR_EACH_PROCESSOR __attribute__((target_clones("avx2", "sse4.1", "default")))
    #else
    #define FOR_EACH_PROCESSOR
    #endif

    #define RED(pixel) ((int32_t)((pixel) & 255))
    #define GREEN(pixel) ((int32_t)((pixel) >> 8 & 255))
    #define BLUE(pixel) ((int32_t)((pixel) >> 16 & 255))

    /* ITU-R BT.709, 3: 65536 times the shares of R, G and B, in the range of 8 bits that video uses. */
    FOR_EACH_PROCESSOR static void luma_row(const uint32_t *restrict row, uint8_t *restrict y, int count) {
        for (int i = 0; i < count; i++)
            y[i] = (RED(row[i]) * 11966 + GREEN(row[i]) * 40254 + BLUE(row[i]) * 4064 + (16 << 16) + (1 << 15)) >> 16;
    }

    FOR_EACH_PROCESSOR static void chroma_row(const uint32_t *restrict upper, const uint32_t *restrict lower,
                                              uint8_t *restrict u, uint8_t *restrict v, int count) {
        for (int i = 0; i < count; i++) {
            uint32_t a = upper[2 * i], b = upper[2 * i + 1], c = lower[2 * i], d = lower[2 * i + 1];
            int32_t red = RED(a) + RED(b) + RED(c) + RED(d);
            int32_t green = GREEN(a) + GREEN(b) + GREEN(c) + GREEN(d);
            int32_t blue = BLUE(a) + BLUE(b) + BLUE(c) + BLUE(d);
            u[i] = (red * -6596 + green * -22189 + blue * 28785 + (128 << 18) + (1 << 17)) >> 18;
            v[i] = (red * 28784 + green * -26145 + blue * -2639 + (128 << 18) + (1 << 17)) >> 18;
        }
    }
    """
    void luma_row(const unsigned int *row, unsigned char *y, int count) nogil
    void chroma_row(
        const unsigned int *upper, const unsigned int *lower, unsigned char *u, unsigned char *v, int count
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
            luma_row(&pixels[row, left], &y[row, left], right - left)
            luma_row(&pixels[row + 1, left], &y[row + 1, left], right - left)
            chroma_row(
                &pixels[row, left],
                &pixels[row + 1, left],
                &u[row // 2, left // 2],
                &v[row // 2, left // 2],
                (right - left) // 2,
            )
