# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Shapes to pixels, compiled: looked at once, compared with the frame before, drawn by Cairo where they differ.

This runs for every shape of every frame, and would take longer than all else in Python. What it draws is what Manim's
camera draws, told in the same calls.
"""

cimport cython
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.math cimport fabs, isfinite
from libc.string cimport memcmp, memcpy

cimport numpy as cnp

import numpy as np
from manim import VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP

from bits.stage import Rect

cnp.import_array()

cdef extern from "cairo.h":
    ctypedef struct cairo_t
    ctypedef struct cairo_surface_t
    ctypedef struct cairo_pattern_t
    ctypedef struct cairo_matrix_t:
        pass
    ctypedef enum cairo_format_t:
        CAIRO_FORMAT_ARGB32
        CAIRO_FORMAT_A8
    ctypedef enum cairo_operator_t:
        CAIRO_OPERATOR_OVER
        CAIRO_OPERATOR_DEST_OUT
    ctypedef enum cairo_line_join_t:
        pass
    ctypedef enum cairo_line_cap_t:
        pass
    cairo_surface_t *cairo_image_surface_create_for_data(unsigned char *, cairo_format_t, int, int, int)
    cairo_surface_t *cairo_image_surface_create(cairo_format_t, int, int)
    void cairo_surface_destroy(cairo_surface_t *)
    cairo_t *cairo_create(cairo_surface_t *)
    void cairo_destroy(cairo_t *)
    void cairo_matrix_init(cairo_matrix_t *, double, double, double, double, double, double)
    void cairo_set_matrix(cairo_t *, const cairo_matrix_t *)
    void cairo_identity_matrix(cairo_t *)
    void cairo_reset_clip(cairo_t *)
    void cairo_clip(cairo_t *)
    void cairo_new_path(cairo_t *)
    void cairo_rectangle(cairo_t *, double, double, double, double)
    void cairo_move_to(cairo_t *, double, double)
    void cairo_curve_to(cairo_t *, double, double, double, double, double, double)
    void cairo_close_path(cairo_t *)
    void cairo_set_operator(cairo_t *, cairo_operator_t)
    void cairo_set_source(cairo_t *, cairo_pattern_t *)
    void cairo_set_source_rgba(cairo_t *, double, double, double, double)
    cairo_pattern_t *cairo_pattern_create_linear(double, double, double, double)
    void cairo_pattern_add_color_stop_rgba(cairo_pattern_t *, double, double, double, double, double)
    void cairo_pattern_destroy(cairo_pattern_t *)
    void cairo_set_line_width(cairo_t *, double)
    void cairo_set_line_join(cairo_t *, cairo_line_join_t)
    void cairo_set_line_cap(cairo_t *, cairo_line_cap_t)
    void cairo_fill(cairo_t *)
    void cairo_stroke(cairo_t *)
    void cairo_mask_surface(cairo_t *, cairo_surface_t *, double, double)

cdef double _LINE_WIDTH = 0.01  # scene units of a stroke of width 1, as in Manim
cdef double _MITER = 5.0  # how far a mitred corner can reach beyond its line, in line widths (Cairo's limit, halved)
cdef double _RELATIVE = 1e-5  # ends of curves this close, relative to their coordinates, are one, as in Manim
cdef long _WASTE = 1024  # boxes are joined if the box around both has no more than so many pixels in neither
cdef long _SPARSE = 4096  # more pixels to a curve than this are painted sooner along the curve than through a stencil
cdef double _FULL = 0.996  # from here on Cairo takes ink for opaque
cdef int _BOXES = 128  # with more changed shapes than this, one box around them all is cheaper


cdef struct Ink:
    # A colour, or the stops of a gradient: red, green, blue, alpha of each.
    double *stops
    Py_ssize_t count
    bint seen


def shapes_of(scene):
    """Return everything of a scene that has an outline, in the order in which it is drawn."""
    # What is in several groups is drawn where it comes last, as in Manim, whose own function takes longer.
    cdef dict found = {}
    for mobject in scene.mobjects:
        _collect(mobject, found)
    return sorted(found, key=_height)


cdef int _collect(mobject, dict found) except -1:
    if isinstance(mobject, VMobject) and len(mobject.points):
        if mobject in found:
            del found[mobject]
        found[mobject] = None
    for part in mobject.submobjects:
        _collect(part, found)
    return 0


def _height(mobject):
    return mobject.z_index


cdef class Stencil:
    """How much of each pixel the stroke behind a shape, its fill and its stroke cover.

    Thin ink is laid through it while the shape fades, and where it stands while others pass by: to find its edges anew
    takes several times as long. The pixels are the same. (Full ink is not: Cairo rounds that in two ways.)
    """

    cdef cairo_surface_t *behind
    cdef cairo_surface_t *fill
    cdef cairo_surface_t *stroke

    def __dealloc__(self):
        cairo_surface_destroy(self.behind)  # nothing, if there is none
        cairo_surface_destroy(self.fill)
        cairo_surface_destroy(self.stroke)


@cython.no_gc  # it is in no cycle: what it refers to does not know of it
cdef class Shape:
    """A shape as it stood at one moment: all that its ink depends on, and where its ink can be.

    How it looks is never changed, so the shapes of one frame may be drawn when the scene has long moved on.
    """

    cdef object mobject  # kept, so that no other can get its place in memory, by which it is known
    cdef double *points  # x, y, z of the points, four to a curve
    cdef Py_ssize_t count  # of points
    cdef Ink fill, stroke, behind
    cdef double width, width_behind, tolerance
    cdef double[4] gradient  # where a gradient starts and ends
    cdef object joint, cap
    cdef cairo_line_join_t line_join
    cdef cairo_line_cap_t line_cap
    cdef bint is_rect, visible
    cdef bint painted  # before, as it stands
    cdef Stencil stencil  # that of the shape before it, if only its inks differ
    cdef int left, top, right, bottom  # whole pixels; right and bottom are the first outside

    def __dealloc__(self):
        PyMem_Free(self.points)
        PyMem_Free(self.fill.stops)
        PyMem_Free(self.stroke.stops)
        PyMem_Free(self.behind.stops)

    cdef bint same(self, Shape other):
        return self is other or (
            self.drawn_as(other)
            and _same_ink(&self.fill, &other.fill)
            and _same_ink(&self.stroke, &other.stroke)
            and _same_ink(&self.behind, &other.behind)
        )

    cdef bint drawn_as(self, Shape other):
        """Return whether only the inks may differ."""
        return (
            self.count == other.count
            and memcmp(self.points, other.points, 3 * self.count * sizeof(double)) == 0
            and self.width == other.width
            and self.width_behind == other.width_behind
            and self.joint is other.joint
            and self.cap is other.cap
            and self.left == other.left
            and self.top == other.top
            and self.right == other.right
            and self.bottom == other.bottom
        )

    cdef Stencil through(self):
        """Return what the shape is to be painted through, or None: the first time it is drawn along its curves."""
        cdef long area = <long>(self.right - self.left) * (self.bottom - self.top)
        if area > _SPARSE * (self.count // 4):
            return None
        if self.stencil is None and self.painted:
            self.stencil = Stencil.__new__(Stencil)
        self.painted = True
        return self.stencil


cdef cnp.ndarray _doubles(object array):
    return <cnp.ndarray>cnp.PyArray_FROM_OTF(array, cnp.NPY_DOUBLE, cnp.NPY_ARRAY_C_CONTIGUOUS | cnp.NPY_ARRAY_ALIGNED)


cdef double *_copied(cnp.ndarray array) except? NULL:
    cdef size_t size = cnp.PyArray_NBYTES(array)
    cdef double *copy = <double *>PyMem_Malloc(size + 1)
    if copy == NULL:
        raise MemoryError
    memcpy(copy, cnp.PyArray_DATA(array), size)
    return copy


cdef bint _holds(double *values, Py_ssize_t count, cnp.ndarray array):
    cdef size_t size = count * sizeof(double)
    return <size_t>cnp.PyArray_NBYTES(array) == size and memcmp(values, cnp.PyArray_DATA(array), size) == 0


cdef bint _same_ink(Ink *ink, Ink *other):
    return ink.count == other.count and memcmp(ink.stops, other.stops, 4 * ink.count * sizeof(double)) == 0


cdef int _take_ink(Ink *ink, cnp.ndarray rgbas) except -1:
    cdef Py_ssize_t i
    ink.stops = _copied(rgbas)
    ink.count = cnp.PyArray_DIM(rgbas, 0)
    ink.seen = False
    for i in range(ink.count):
        ink.seen |= ink.stops[4 * i + 3] > 0
    return 0


cdef class Canvas:
    """A picture in memory, and the shapes that stand on it.

    Parameters
    ----------
    picture
        RGBA, shape (height, width, 4), uint8, contiguous; it is drawn on in place.
    scale
        Pixels per scene unit; the origin is in the middle.
    ground
        Red, green, blue, alpha from 0 to 255: what is where no shape is.
    hole
        Red, green, blue from 0 to 1: ink of this colour takes away what is under it; None if no ink does. Words stay
        words: holes could not be read on every slide.
    """

    cdef cairo_t *cairo
    cdef cairo_matrix_t matrix
    cdef cnp.ndarray picture  # Cairo draws into its memory: it has to live as long
    cdef unsigned int *pixels
    cdef unsigned int ground
    cdef int columns, rows
    cdef double scale
    cdef bint has_hole
    cdef double[3] hole
    cdef dict known  # by identity of the mobject: how it stood when it was last looked at
    cdef list shown

    def __cinit__(self, cnp.ndarray picture, double scale, ground, hole=None):
        cdef cairo_surface_t *surface
        self.rows, self.columns = picture.shape[0], picture.shape[1]
        self.picture, self.scale = picture, scale
        self.pixels = <unsigned int *>cnp.PyArray_DATA(picture)
        self.ground = np.array(ground, np.uint8).view(np.uint32)[0]
        self.has_hole = hole is not None
        if self.has_hole:
            self.hole = hole
        surface = cairo_image_surface_create_for_data(
            <unsigned char *>self.pixels, CAIRO_FORMAT_ARGB32, self.columns, self.rows, 4 * self.columns
        )
        self.cairo = cairo_create(surface)
        cairo_surface_destroy(surface)  # the context keeps it
        cairo_matrix_init(&self.matrix, scale, 0, 0, -scale, self.columns / 2.0, self.rows / 2.0)
        self.known, self.shown = {}, None

    def __dealloc__(self):
        if self.cairo != NULL:
            cairo_destroy(self.cairo)

    def look(self, mobjects):
        """Return how shapes stand now; one that stands as it did is the same object."""
        cdef dict known = {}
        cdef list shapes = []
        cdef Shape shape
        for mobject in mobjects:
            shape = self._measured(mobject, self.known.get(id(mobject)))
            known[id(mobject)] = shape
            if shape.visible:
                shapes.append(shape)
        self.known = known
        return shapes

    def show(self, list shapes):
        """Draw what differs from what is shown.

        Returns
        -------
        list
            The boxes in which anything may have changed, none overlapping another; empty if nothing has.
        """
        cdef list boxes = [(0, 0, self.columns, self.rows)] if self.shown is None else _differing(self.shown, shapes)
        self.shown = shapes
        for left, top, right, bottom in boxes:
            self._redraw(shapes, left, top, right, bottom)
        return boxes

    cdef Shape _measured(self, object mobject, Shape old):
        cdef cnp.ndarray points = _doubles(mobject.points)
        cdef cnp.ndarray fill = _doubles(mobject.fill_rgbas)
        cdef cnp.ndarray stroke = _doubles(mobject.stroke_rgbas)
        cdef cnp.ndarray behind = _doubles(mobject.background_stroke_rgbas)
        cdef double width = max(0.0, mobject.stroke_width)
        cdef double width_behind = max(0.0, mobject.background_stroke_width)
        cdef object joint = mobject.joint_type
        cdef object cap = mobject.cap_style
        if (
            old is not None
            and _holds(old.points, 3 * old.count, points)
            and _holds(old.fill.stops, 4 * old.fill.count, fill)
            and _holds(old.stroke.stops, 4 * old.stroke.count, stroke)
            and _holds(old.behind.stops, 4 * old.behind.count, behind)
            and old.width == width
            and old.width_behind == width_behind
            and old.joint is joint
            and old.cap is cap
        ):
            return old  # most shapes stand still most of the time: nothing of them is copied
        cdef Shape shape = Shape.__new__(Shape)
        shape.mobject, shape.joint, shape.cap = mobject, joint, cap
        shape.width, shape.width_behind = width, width_behind
        shape.points, shape.count = _copied(points), cnp.PyArray_DIM(points, 0)
        _take_ink(&shape.fill, fill)
        _take_ink(&shape.stroke, stroke)
        _take_ink(&shape.behind, behind)
        shape.line_join = <cairo_line_join_t><int>LINE_JOIN_MAP[shape.joint]
        shape.line_cap = <cairo_line_cap_t><int>CAP_STYLE_MAP[shape.cap]
        shape.tolerance = mobject.tolerance_for_point_equality
        shape.is_rect = isinstance(mobject, Rect)
        if max(shape.fill.count, shape.stroke.count, shape.behind.count) > 1:
            start, end = mobject.get_gradient_start_and_end_points()
            shape.gradient = [start[0], start[1], end[0], end[1]]
        self._place(shape)
        if old is not None and shape.visible and shape.drawn_as(old):
            shape.stencil = Stencil.__new__(Stencil) if old.stencil is None else old.stencil
        return shape

    cdef void _place(self, Shape shape):
        """Find where the ink of a shape can be."""
        cdef double reach = 0.0
        cdef double x0, y0, x1, y1
        cdef double *point = shape.points
        cdef Py_ssize_t i
        shape.stroke.seen &= shape.width > 0
        shape.behind.seen &= shape.width_behind > 0
        shape.visible = shape.count >= 4 and (shape.fill.seen or shape.stroke.seen or shape.behind.seen)
        for i in range(3 * shape.count):
            shape.visible &= isfinite(point[i])
        if not shape.visible:
            return
        if shape.stroke.seen:
            reach = shape.width
        if shape.behind.seen:
            reach = max(reach, shape.width_behind)
        reach = reach * _LINE_WIDTH * self.scale * _MITER + 2
        x0 = x1 = point[0]
        y0 = y1 = point[1]
        for i in range(1, shape.count):
            point += 3
            x0, x1 = min(x0, point[0]), max(x1, point[0])
            y0, y1 = min(y0, point[1]), max(y1, point[1])
        shape.left = _pixel(self.columns / 2.0 + x0 * self.scale - reach, self.columns)
        shape.right = _pixel(self.columns / 2.0 + x1 * self.scale + reach + 1, self.columns)
        shape.top = _pixel(self.rows / 2.0 - y1 * self.scale - reach, self.rows)
        shape.bottom = _pixel(self.rows / 2.0 - y0 * self.scale + reach + 1, self.rows)
        shape.visible = shape.left < shape.right and shape.top < shape.bottom

    cdef void _redraw(self, list shapes, int left, int top, int right, int bottom):
        cdef Shape shape
        cdef int x, y
        cdef unsigned int *row
        for y in range(top, bottom):
            row = self.pixels + <Py_ssize_t>y * self.columns
            for x in range(left, right):
                row[x] = self.ground
        cairo_reset_clip(self.cairo)
        cairo_identity_matrix(self.cairo)
        cairo_new_path(self.cairo)
        cairo_rectangle(self.cairo, left, top, right - left, bottom - top)
        cairo_clip(self.cairo)
        cairo_set_matrix(self.cairo, &self.matrix)
        for shape in shapes:
            if shape.left < right and left < shape.right and shape.top < bottom and top < shape.bottom:
                self._draw(shape)

    cdef void _draw(self, Shape shape):
        """Draw the stroke behind a shape, its fill, its stroke; what is invisible costs nothing."""
        cdef Stencil stencil = shape.through()
        self._lay(shape, &shape.behind, True, shape.width_behind, NULL if stencil is None else &stencil.behind)
        self._lay(shape, &shape.fill, shape.is_rect, 0, NULL if stencil is None else &stencil.fill)
        self._lay(shape, &shape.stroke, True, shape.width, NULL if stencil is None else &stencil.stroke)

    cdef void _lay(self, Shape shape, Ink *ink, bint cuts, double width, cairo_surface_t **stencil):
        """Lay ink along the outline, or within it if the width is zero; through a stencil if there is one to be."""
        if not ink.seen:
            return
        self._ink(shape, ink, cuts)
        if stencil == NULL or ink.count > 1 or ink.stops[3] >= _FULL:
            _cover(self.cairo, shape, width)
            return
        if stencil[0] == NULL:
            stencil[0] = self._cut(shape, width)
        cairo_identity_matrix(self.cairo)
        cairo_mask_surface(self.cairo, stencil[0], shape.left, shape.top)
        cairo_set_matrix(self.cairo, &self.matrix)

    cdef cairo_surface_t *_cut(self, Shape shape, double width):
        """Return how much of each pixel in the box of a shape is covered."""
        cdef int columns = shape.right - shape.left
        cdef int rows = shape.bottom - shape.top
        cdef cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, columns, rows)
        cdef cairo_t *cairo = cairo_create(surface)
        cdef cairo_matrix_t matrix
        cairo_matrix_init(
            &matrix, self.scale, 0, 0, -self.scale, self.columns / 2.0 - shape.left, self.rows / 2.0 - shape.top
        )
        cairo_set_matrix(cairo, &matrix)
        _cover(cairo, shape, width)
        cairo_destroy(cairo)
        return surface

    cdef void _ink(self, Shape shape, Ink *ink, bint cuts):
        """Take a colour, or a gradient if there are several. Cairo's order in memory is B, G, R: they are swapped."""
        cdef cairo_pattern_t *gradient
        cdef double *stop = ink.stops
        cdef double *ends = shape.gradient
        cdef Py_ssize_t i
        if self.has_hole:
            cairo_set_operator(
                self.cairo, CAIRO_OPERATOR_DEST_OUT if cuts and self._is_hole(ink) else CAIRO_OPERATOR_OVER
            )
        if ink.count == 1:
            cairo_set_source_rgba(self.cairo, stop[2], stop[1], stop[0], stop[3])
            return
        gradient = cairo_pattern_create_linear(ends[0], ends[1], ends[2], ends[3])
        for i in range(ink.count):
            cairo_pattern_add_color_stop_rgba(gradient, i / (ink.count - 1.0), stop[2], stop[1], stop[0], stop[3])
            stop += 4
        cairo_set_source(self.cairo, gradient)
        cairo_pattern_destroy(gradient)  # the context keeps it

    cdef bint _is_hole(self, Ink *ink):
        cdef Py_ssize_t i
        for i in range(ink.count * 4):
            if i % 4 < 3 and fabs(ink.stops[i] - self.hole[i % 4]) > 1e-5:
                return False
        return True


cdef void _outline(cairo_t *cairo, Shape shape):
    """Tell Cairo the curves: those that follow one another are one subpath, closed if it ends where it began."""
    cdef double *curve = shape.points
    cdef double *end = curve + 12 * (shape.count // 4)
    cdef double *start
    cairo_new_path(cairo)
    while curve < end:
        start = curve
        cairo_move_to(cairo, curve[0], curve[1])
        while curve == start or (curve < end and _equal(curve - 3, curve, shape.tolerance)):
            cairo_curve_to(cairo, curve[3], curve[4], curve[6], curve[7], curve[9], curve[10])
            curve += 12
        if _equal(start, curve - 3, shape.tolerance):
            cairo_close_path(cairo)


cdef void _cover(cairo_t *cairo, Shape shape, double width):
    """Fill the outline, or draw along it if the width is not zero."""
    _outline(cairo, shape)
    if width == 0:
        cairo_fill(cairo)
        return
    cairo_set_line_width(cairo, width * _LINE_WIDTH)
    cairo_set_line_join(cairo, shape.line_join)
    cairo_set_line_cap(cairo, shape.line_cap)
    cairo_stroke(cairo)


cdef int _pixel(double at, int side):
    """Return the whole pixel at a coordinate, within a side."""
    return <int>max(0.0, min(at, <double>side))


cdef bint _equal(double *a, double *b, double tolerance):
    return (
        fabs(a[0] - b[0]) <= tolerance + _RELATIVE * fabs(b[0])
        and fabs(a[1] - b[1]) <= tolerance + _RELATIVE * fabs(b[1])
    )


cdef list _differing(list before, list after):
    """Return boxes that hold all pixels which differ between two lists of shapes."""
    cdef Py_ssize_t start = 0
    cdef Py_ssize_t end = 0
    cdef Py_ssize_t i
    cdef Py_ssize_t shorter = min(len(before), len(after))
    cdef Shape old, new
    cdef set boxes = set()
    while start < shorter and (<Shape>before[start]).same(<Shape>after[start]):
        start += 1
    while end < shorter - start and (<Shape>before[len(before) - 1 - end]).same(<Shape>after[len(after) - 1 - end]):
        end += 1
    if len(before) == len(after):
        for i in range(start, len(after) - end):
            old, new = before[i], after[i]
            if not old.same(new):
                boxes.add((old.left, old.top, old.right, old.bottom))
                boxes.add((new.left, new.top, new.right, new.bottom))
    else:
        for old in before[start : len(before) - end]:
            boxes.add((old.left, old.top, old.right, old.bottom))
        for new in after[start : len(after) - end]:
            boxes.add((new.left, new.top, new.right, new.bottom))
    if len(boxes) > _BOXES:
        lefts, tops, rights, bottoms = zip(*boxes)
        return [(min(lefts), min(tops), max(rights), max(bottoms))]
    return _joined(sorted(boxes))


cdef list _joined(list boxes):
    """Join boxes that overlap or nearly touch, until none do."""
    cdef list done = []
    cdef int left, top, right, bottom, x0, y0, x1, y1
    cdef long around
    cdef Py_ssize_t i
    while boxes:
        left, top, right, bottom = boxes.pop()
        for i in range(len(done)):
            x0, y0, x1, y1 = done[i]
            around = <long>(max(right, x1) - min(left, x0)) * (max(bottom, y1) - min(top, y0))
            around -= <long>(right - left) * (bottom - top) + <long>(x1 - x0) * (y1 - y0)
            if around <= _WASTE or (left < x1 and x0 < right and top < y1 and y0 < bottom):
                del done[i]
                boxes.append((min(left, x0), min(top, y0), max(right, x1), max(bottom, y1)))
                break
        else:
            done.append((left, top, right, bottom))
    return sorted(done)
