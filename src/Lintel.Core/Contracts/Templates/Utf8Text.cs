using System.Buffers;
using System.Text.Unicode;

namespace Lintel.Contracts;

/// <summary>Texts as UTF-8 without strings in between; half characters become U+FFFD.</summary>
internal static class Utf8Text
{
    private const int Chunk = 512;

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var chunk = text.Length > Chunk ? text[..Chunk] : text;
            var span = output.GetSpan(chunk.Length * 3);

            // Only the last chunk is final: a surrogate pair that a chunk cuts in two waits for its other half.
            Utf8.FromUtf16(chunk, span, out var read, out var written, replaceInvalidSequences: true, isFinalBlock: chunk.Length == text.Length);
            output.Advance(written);
            text = text[read..];
        }
    }
}
