using Lintel.Host.Startup;
using Lintel.Keys;

namespace Lintel.Host.Import;

/// <summary>A key, and the line that it stands in.</summary>
/// <param name="Number">The number of the line, from 1.</param>
/// <param name="Length">The characters of the line.</param>
/// <param name="Key">The key.</param>
internal sealed record ImportedLine(int Number, int Length, ForeignKey Key);

/// <summary>A fault of a line.</summary>
internal sealed record LineFault(int Number, string Problem);

/// <summary>
/// A file of keys as it was read, once: what is checked is what is imported, also where the file changes or cannot be read twice. Keys themselves are not in
/// it.
/// </summary>
internal sealed class ImportFile
{
    private readonly List<ImportedLine> _lines = [];
    private readonly List<LineFault> _faults = [];

    private ImportFile()
    {
    }

    public IReadOnlyList<ImportedLine> Lines => _lines;

    public IReadOnlyList<LineFault> Faults => _faults;

    /// <summary>Opens a file.</summary>
    /// <exception cref="StartupException">It cannot be read.</exception>
    public static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartupException(ExitCode.NoInput, $"Cannot read {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads all lines; blank ones are passed over.</summary>
    /// <param name="reader">The lines.</param>
    /// <param name="allowsKeys">true if a line may have the key itself in place of its digest.</param>
    public static async Task<ImportFile> ReadAsync(TextReader reader, bool allowsKeys)
    {
        var file = new ImportFile();
        var places = new Dictionary<SecretDigest, int>();
        for (var number = 1; await reader.ReadLineAsync() is { } text; number++)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                file.Add(number, text, allowsKeys, places);
            }
        }

        return file;
    }

    private void Add(int number, string text, bool allowsKeys, Dictionary<SecretDigest, int> places)
    {
        var problems = new List<string>();
        var key = ImportLine.Read(text, allowsKeys, problems);
        _faults.AddRange(problems.Select(problem => new LineFault(number, problem)));
        if (key is null)
        {
            return;
        }

        if (!places.TryAdd(key.Digest, number))
        {
            _faults.Add(new LineFault(number, $"Field 'digest' is the same as that of line {places[key.Digest]}."));
            return;
        }

        _lines.Add(new ImportedLine(number, text.Length, key));
    }
}
