using System.Security;
using System.Text;

namespace Lintel.Contracts;

/// <summary>The text of a contract file, bounded in size and free of what no contract needs before a parser sees it.</summary>
internal static class SourceText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file; null where it cannot be read, which is then among the faults.</summary>
    public static string? ReadFile(string path, FaultList faults)
    {
        byte[]? bytes;
        try
        {
            bytes = ReadBounded(path);
        }
        catch (Exception exception) when (exception is IOException
            or UnauthorizedAccessException
            or ArgumentException
            or NotSupportedException
            or SecurityException)
        {
            faults.Add(
                SourcePosition.Start,
                $"The file cannot be read: {Quoting.Sentence(exception.Message)}",
                "Check its path and that this process may read it.");
            return null;
        }

        if (bytes is null)
        {
            AddTooLarge(faults);
            return null;
        }

        return Decode(bytes, faults);
    }

    /// <summary>Whether a text may go to the parser; what is against it is then among the faults.</summary>
    public static bool Check(string text, FaultList faults)
    {
        if (text.Length > ContractReader.MaximumLength || Encoding.UTF8.GetByteCount(text) > ContractReader.MaximumLength)
        {
            AddTooLarge(faults);
            return false;
        }

        var control = IndexOfControl(text);
        if (control >= 0)
        {
            faults.Add(
                SourcePosition.Of(text, control),
                $"The file holds the control character U+{(int)text[control]:X4}.",
                "Take it away; YAML reads some of them as the end of the text.");
        }

        var half = IndexOfHalfCharacter(text);
        if (half >= 0)
        {
            faults.Add(
                SourcePosition.Of(text, half),
                $"The file holds half a character, U+{(int)text[half]:X4}.",
                "Take it away, or write the whole character.");
        }

        return control < 0 && half < 0;
    }

    /// <summary>Returns true if a text has no control characters and no half ones; otherwise, false.</summary>
    public static bool IsClean(string text) => !text.Any(char.IsControl) && IndexOfHalfCharacter(text) < 0;

    /// <summary>Where a surrogate stands without its other half; -1 for nowhere.</summary>
    public static int IndexOfHalfCharacter(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
            {
                return i;
            }

            i++;
        }

        return -1;
    }

    /// <summary>The tab before the text of a line, in the first such line of some; null for none. Tabs in lines that were read are part of a text.</summary>
    public static SourcePosition? IndentingTab(string text, int firstLine, int lastLine)
    {
        var line = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            if (++line > lastLine)
            {
                break;
            }

            var whole = text.AsSpan()[range];
            var rest = whole.TrimStart(' ');
            if (line >= firstLine && rest.StartsWith('\t') && !rest.IsWhiteSpace())
            {
                return new(line, whole.Length - rest.Length + 1);
            }
        }

        return null;
    }

    private static int IndexOfControl(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) && text[i] is not ('\t' or '\r' or '\n'))
            {
                return i;
            }
        }

        return -1;
    }

    private static byte[]? ReadBounded(string path)
    {
        using var stream = RegularFile.OpenRead(path);
        var buffer = new byte[ContractReader.MaximumLength + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length > ContractReader.MaximumLength ? null : buffer[..length];
    }

    private static string? Decode(byte[] bytes, FaultList faults)
    {
        var content = bytes.AsSpan();
        if (content.StartsWith(Encoding.UTF8.Preamble))
        {
            content = content[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            return StrictUtf8.GetString(content);
        }
        catch (DecoderFallbackException exception)
        {
            var good = content[..Math.Clamp(exception.Index, 0, content.Length)];
            var decoded = Encoding.UTF8.GetString(good);
            faults.Add(SourcePosition.Of(decoded, decoded.Length), "The file is not UTF-8 here.", "Save it as UTF-8.");
            return null;
        }
    }

    private static void AddTooLarge(FaultList faults) =>
        faults.Add(
            SourcePosition.Start,
            $"The file is larger than {ContractReader.MaximumLength / 1024 / 1024} MiB.",
            "Shorten it; long texts belong on a page of their own.");
}
