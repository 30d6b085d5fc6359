namespace Lintel.Contracts;

/// <summary>Reads contract files.</summary>
internal static class ContractReader
{
    /// <summary>The largest contract file, in bytes.</summary>
    public const int MaximumLength = 1024 * 1024;

    /// <summary>Reads, validates and compiles a contract file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stages">The stages of the application's own guards, which <c>order</c> may place beside the built-in ones; null for none.</param>
    /// <param name="credentialKinds">The kinds of credentials that the application reads itself, which <c>credentials</c> may name; null for none.</param>
    /// <exception cref="ContractException">The file cannot be read or is not a contract; holds every fault.</exception>
    public static Contract ReadFile(string path, IEnumerable<StageDescriptor>? stages = null, IEnumerable<string>? credentialKinds = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var faults = new FaultList(path);
        return SourceText.ReadFile(path, faults) is { } text ? Read(text, path, stages, credentialKinds) : throw faults.ToException();
    }

    /// <summary>Reads, validates and compiles the text of a contract.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">The name that faults carry.</param>
    /// <param name="stages">The stages of the application's own guards, which <c>order</c> may place beside the built-in ones; null for none.</param>
    /// <param name="credentialKinds">The kinds of credentials that the application reads itself, which <c>credentials</c> may name; null for none.</param>
    /// <exception cref="ContractException">The text is not a contract; holds every fault.</exception>
    public static Contract Read(string text, string file, IEnumerable<StageDescriptor>? stages = null, IEnumerable<string>? credentialKinds = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        return Read(text, file, kept: null, stages, credentialKinds);
    }

    /// <summary>Reads a contract from its texts, as <see cref="Contract.Texts"/> has them, whatever is in its files now.</summary>
    /// <exception cref="ContractException">The texts are not a contract for this release.</exception>
    internal static Contract ReadKept(string texts, string file, IEnumerable<StageDescriptor>? stages, IEnumerable<string>? credentialKinds)
    {
        var each = texts.Split('\0');
        return Read(each[0], file, new Queue<string>(each[1..^1]), stages, credentialKinds);
    }

    private static Contract Read(
        string text, string file, Queue<string>? kept, IEnumerable<StageDescriptor>? stages, IEnumerable<string>? credentialKinds)
    {
        var faults = new FaultList(file);
        var tree = new ContractTree(faults, kept);
        if (tree.Read(text) is not { } mapping)
        {
            throw faults.ToException();
        }

        var contract = DocumentReader.Read(
            new MappingCursor(mapping, "the contract", faults),
            StageDescriptor.All.Concat(stages ?? []),
            [.. credentialKinds ?? []],
            tree);
        faults.ThrowIfAny();
        return contract;
    }
}
