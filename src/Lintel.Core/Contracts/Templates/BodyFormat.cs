using System.Buffers;
using System.Globalization;

namespace Lintel.Contracts;

/// <summary>The punctuation of a kind of body, none by itself. What is written between it is the same in all of them.</summary>
internal abstract class BodyFormat
{
    /// <summary>Nothing in the place of a value.</summary>
    public virtual ReadOnlySpan<byte> Null => [];

    /// <summary>The marks before and after a text.</summary>
    public virtual ReadOnlySpan<byte> Quote => [];

    /// <summary>The mark between members and between items.</summary>
    public virtual ReadOnlySpan<byte> Separator => [];

    public virtual ReadOnlySpan<byte> ObjectStart => [];

    public virtual ReadOnlySpan<byte> ObjectEnd => [];

    public virtual ReadOnlySpan<byte> ListStart => [];

    public virtual ReadOnlySpan<byte> ListEnd => [];

    public virtual ReadOnlySpan<byte> ItemStart => [];

    public virtual ReadOnlySpan<byte> ItemEnd => [];

    /// <summary>The end of a member whose name is known only when it is written.</summary>
    public virtual ReadOnlySpan<byte> KeyEnd => [];

    /// <summary>The beginning of a body.</summary>
    public virtual string Start => string.Empty;

    /// <summary>The end of a body.</summary>
    public virtual string End => string.Empty;

    /// <summary>The bytes before the value of a member.</summary>
    public virtual byte[] MemberStart(string name) => [];

    /// <summary>The bytes after the value of a member.</summary>
    public virtual byte[] MemberEnd(string name) => [];

    /// <summary>The beginning of a member whose name is known only when it is written.</summary>
    public virtual void WriteKeyStart(IBufferWriter<byte> output, ReadOnlySpan<char> key)
    {
    }

    /// <summary>The inside of a text.</summary>
    public abstract void WriteEscaped(IBufferWriter<byte> output, ReadOnlySpan<char> text);

    /// <summary>The inside of a text of which some characters are written in another way.</summary>
    /// <param name="output">Where the text goes.</param>
    /// <param name="text">The text.</param>
    /// <param name="escaped">The characters that <see cref="WriteEscape"/> writes.</param>
    protected void WriteEscaped(IBufferWriter<byte> output, ReadOnlySpan<char> text, SearchValues<char> escaped)
    {
        while (!text.IsEmpty)
        {
            var index = text.IndexOfAny(escaped);
            Utf8Text.Write(output, index < 0 ? text : text[..index]);
            if (index < 0)
            {
                return;
            }

            WriteEscape(output, text[index]);
            text = text[(index + 1)..];
        }
    }

    /// <summary>A character that cannot stand as it is.</summary>
    protected virtual void WriteEscape(IBufferWriter<byte> output, char character)
    {
    }

    /// <summary>A constant of an envelope, which is JSON.</summary>
    public virtual void WriteConstant(IBufferWriter<byte> output, string json)
    {
    }

    /// <summary>A text with its marks.</summary>
    public void WriteString(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        output.Write(Quote);
        WriteEscaped(output, text);
        output.Write(Quote);
    }

    /// <summary>A value of any type as the inside of a text: lists with commas, nothing as nothing.</summary>
    public void WriteEscapedValue(IBufferWriter<byte> output, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                WriteEscaped(output, text);
                break;
            case bool flag:
                WriteEscaped(output, flag ? "true" : "false");
                break;
            case ISpanFormattable formattable:
                Span<char> buffer = stackalloc char[64];
                WriteEscaped(
                    output,
                    formattable.TryFormat(buffer, out var written, default, CultureInfo.InvariantCulture) ? buffer[..written] : ArgumentText.Format(value));
                break;
            default:
                WriteEscaped(output, ArgumentText.Format(value));
                break;
        }
    }

    /// <summary>A list of texts.</summary>
    public void WriteList(IBufferWriter<byte> output, IEnumerable<string> texts)
    {
        output.Write(ListStart);
        var first = true;
        foreach (var text in texts)
        {
            output.Write(first ? [] : Separator);
            output.Write(ItemStart);
            WriteString(output, text);
            output.Write(ItemEnd);
            first = false;
        }

        output.Write(ListEnd);
    }

    /// <summary>A whole number.</summary>
    public static void WriteInteger(IBufferWriter<byte> output, long value)
    {
        var span = output.GetSpan(20);
        value.TryFormat(span, out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }
}
