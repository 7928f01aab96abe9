// Grids and contact sheets.
#include "border.hpp"
#include <cstring>

using namespace imago;

namespace {

struct Layout {
    int columns, rows, cell_width, cell_height, width, height;
};

Layout layout(const imago_picture* tiles, int count, int columns, int gap, int caption_height) {
    require(tiles && count > 0, "a grid needs at least one picture");
    require(columns > 0 && gap >= 0 && caption_height >= 0, "a grid needs at least one column, and no negative gap");
    Layout l{};
    l.columns = std::min(columns, count);
    l.rows = (count + l.columns - 1) / l.columns;
    for (int i = 0; i < count; i++) {
        l.cell_width = std::max(l.cell_width, tiles[i].width);
        l.cell_height = std::max(l.cell_height, tiles[i].height);
    }
    l.cell_height += caption_height;
    int64_t width = int64_t(l.columns) * (l.cell_width + int64_t(gap)) + gap, height = int64_t(l.rows) * (l.cell_height + int64_t(gap)) + gap;
    if (width * height * 3 > INT32_MAX)
        throw Error(IMAGO_TOO_LARGE, "a grid of " + std::to_string(width) + " x " + std::to_string(height) + " pixels is larger than the 715 million pixels that are possible");
    l.width = int(width);
    l.height = int(height);
    return l;
}

// A tile's pixels as RGB, transparent parts on the background.
Image opaque(const imago_picture& tile, const Rgb& background) {
    auto image = wrap(tile);
    if (tile.channels == 1)
        return make([&](VipsImage** out) { return vips_colourspace(image.get(), out, VIPS_INTERPRETATION_sRGB, NULL); });
    if (tile.channels == 3)
        return image;
    return make([&](VipsImage** out) { return vips_flatten(image.get(), out, "background", background.array(), NULL); });
}

// Draws a caption, one line, cut at the cell's right edge, in black or white, whichever stands out from the background.
void draw_caption(const char* caption, const Rgb& background, int left, int top, int width, int height, const Layout& l, uint8_t* out) {
    std::unique_ptr<char, decltype(&g_free)> valid(g_utf8_make_valid(caption, -1), g_free), markup(g_markup_escape_text(valid.get(), -1), g_free);
    if (!*markup.get())
        return;
    auto font = "sans " + std::to_string(std::max(1, height * 6 / 10));
    auto mask = make([&](VipsImage** image) { return vips_text(image, markup.get(), "font", font.c_str(), "dpi", 72, NULL); }, IMAGO_FAILED, "", "a caption cannot be drawn");
    double ink = background.luma() > 127 ? 0 : 255;
    int x0 = left + std::max(0, (width - mask->Xsize) / 2), y0 = top + std::max(0, (height - mask->Ysize) / 2);
    for_each_row(mask.get(), "", [&](int y, const VipsPel* row) {
        if (y0 + y >= top + height)
            return;
        for (int x = 0; x < std::min(mask->Xsize, width); x++)
            for (int c = 0; c < 3; c++) {
                auto& pixel = out[(int64_t(y0 + y) * l.width + x0 + x) * 3 + c];
                pixel = uint8_t(pixel + (ink - pixel) * row[x * mask->Bands] / 255 + 0.5);
            }
    });
}

} // namespace

imago_status imago_imaging_compose_size(const imago_picture* tiles, int32_t count, int32_t columns, int32_t gap, int32_t caption_height, int32_t* width, int32_t* height, char** message) {
    return guard(message, [&] {
        auto l = layout(tiles, count, columns, gap, caption_height);
        *width = l.width;
        *height = l.height;
    });
}

imago_status imago_imaging_compose(const imago_picture* tiles, int32_t count, int32_t columns, int32_t gap, int32_t background, const char* const* captions, int32_t caption_height, uint8_t* out, int64_t length, char** message) {
    return guard(message, [&] {
        auto l = layout(tiles, count, columns, gap, caption_height);
        require(out && length == int64_t(l.width) * l.height * 3, "the output buffer has not the size of the grid");
        Rgb colour(background);
        for (int64_t i = 0; i < length; i++)
            out[i] = uint8_t(colour.band[i % 3]);
        for (int i = 0; i < count; i++) {
            auto image = opaque(tiles[i], colour);
            int cell_left = gap + i % l.columns * (l.cell_width + gap), cell_top = gap + i / l.columns * (l.cell_height + gap);
            int left = cell_left + (l.cell_width - tiles[i].width) / 2, top = cell_top + (l.cell_height - caption_height - tiles[i].height) / 2;
            for_each_row(image.get(), "", [&](int y, const VipsPel* row) {
                std::memcpy(out + (int64_t(top + y) * l.width + left) * 3, row, size_t(tiles[i].width) * 3);
            });
            if (captions && captions[i] && caption_height > 0)
                draw_caption(captions[i], colour, cell_left, cell_top + l.cell_height - caption_height, l.cell_width, caption_height, l, out);
        }
    });
}
