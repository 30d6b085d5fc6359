namespace Lintel.Contracts;

/// <summary>Reads contract files.</summary>
public static class ContractReader
{
    /// <summary>The largest contract file, in bytes.</summary>
    public const int MaximumLength = 1024 * 1024;

    /// <summary>Reads, validates and compiles a contract file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ContractException">The file cannot be read or is not a contract; holds every fault.</exception>
    public static Contract ReadFile(string path) => throw new NotSupportedException(path);

    /// <summary>Reads, validates and compiles the text of a contract.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">The name that faults carry.</param>
    /// <exception cref="ContractException">The text is not a contract; holds every fault.</exception>
    public static Contract Read(string text, string file) => throw new NotSupportedException(file + text);
}
