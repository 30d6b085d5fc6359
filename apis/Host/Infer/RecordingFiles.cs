using System.Text;
using Lintel.Host.Settings;
using Lintel.Host.Startup;

namespace Lintel.Host.Infer;

/// <summary>Opens recordings: HTTP text or HAR, told apart by what stands in them.</summary>
internal static class RecordingFiles
{
    private const int LongestFile = 16 * 1024 * 1024;
    private const int MostExchanges = 10_000;

    /// <summary>Reads files.</summary>
    /// <param name="files">
    /// Their names, or those of folders with <c>*.http</c> and <c>*.har</c> files; <see cref="CommandLine.ImportKeys.StandardInput"/> stands for standard input.
    /// </param>
    /// <param name="input">Standard input.</param>
    /// <exception cref="StartupException">A file cannot be read or is too large, or there are too many exchanges.</exception>
    public static IReadOnlyList<Exchange> Read(IReadOnlyList<string> files, TextReader input)
    {
        var exchanges = new List<Exchange>();
        foreach (var file in files.SelectMany(FilesOf))
        {
            var isInput = file == CommandLine.ImportKeys.StandardInput;
            var text = isInput ? ReadText(input, "Standard input") : ReadFile(file);
            exchanges.AddRange(Parse(text, isInput ? "input" : Path.GetFileName(file)));
            if (exchanges.Count > MostExchanges)
            {
                throw new StartupException(
                    ExitCode.Contract, $"There are more than {MostExchanges} responses. Name fewer files; a few for each code are enough.");
            }
        }

        return exchanges;
    }

    private static string[] FilesOf(string name)
    {
        if (!Directory.Exists(name))
        {
            return [name];
        }

        try
        {
            string[] files = [.. Directory.GetFiles(name).Where(file => Path.GetExtension(file) is ".http" or ".har").Order(StringComparer.Ordinal)];
            return files.Length > 0
                ? files
                : throw new StartupException(ExitCode.NoInput, $"The folder {name} has no *.http or *.har file. Name files, or another folder.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(ExitCode.NoInput, $"Cannot read {name}: {exception.Message}", exception);
        }
    }

    private static IEnumerable<Exchange> Parse(string text, string file) =>
        (text.AsSpan().TrimStart() is ['{', ..] ? HarReader.Read(text, file) : null) ?? HttpTextReader.Read(text, file).Take(MostExchanges + 1);

    private static string ReadFile(string file)
    {
        try
        {
            using var reader = new StreamReader(file, Encoding.UTF8);
            return ReadText(reader, file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartupException(ExitCode.NoInput, $"Cannot read {file}: {exception.Message}", exception);
        }
    }

    private static string ReadText(TextReader reader, string name)
    {
        var text = new StringBuilder();
        var buffer = new char[64 * 1024];
        while (reader.Read(buffer, 0, buffer.Length) is var length and > 0)
        {
            text.Append(buffer, 0, length);
            if (text.Length > LongestFile)
            {
                throw new StartupException(ExitCode.Contract, $"{name} is larger than 16 MiB. Keep the errors, a few for each code.");
            }
        }

        return text.ToString();
    }
}
