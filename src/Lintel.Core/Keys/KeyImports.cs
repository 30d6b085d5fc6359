namespace Lintel.Keys;

/// <summary>A key that was issued elsewhere and is to open here unchanged. Its text is not known, and cannot be found from what is stored.</summary>
internal sealed record ForeignKey
{
    /// <summary>The key as it is to be stored.</summary>
    public required NewKey Key { get; init; }

    /// <summary>The SHA-256 of the whole text; see <see cref="KeyDigest"/>.</summary>
    public required SecretDigest Digest { get; init; }

    /// <summary>The beginning of the text, by which people recognize the key, at most 16 characters; null for none. It is stored and shown as it is.</summary>
    public string? Prefix { get; init; }
}

/// <summary>The settings of an import.</summary>
/// <param name="SkipExisting">true to pass over keys that the same account has with the same digest; false to refuse them.</param>
/// <param name="CheckOnly">true to check everything and write nothing.</param>
internal readonly record struct KeyImportOptions(bool SkipExisting, bool CheckOnly);

/// <summary>A key of an import that went well.</summary>
/// <param name="Id">The id of the key; null where it was only checked.</param>
/// <param name="IsNew">true if the key was imported, or could be; false if it was there before.</param>
internal readonly record struct KeyImportItem(string? Id, bool IsNew);

/// <summary>The outcome of an import. A closed type.</summary>
internal abstract record KeyImportResult
{
    private KeyImportResult()
    {
    }

    /// <summary>All keys are in the store, and open on the very next request; nothing was written where they were only to be checked.</summary>
    /// <param name="Items">The keys, in the order in which they were given.</param>
    public sealed record Done(IReadOnlyList<KeyImportItem> Items) : KeyImportResult;

    /// <summary>At least one key is faulty, and none was imported.</summary>
    /// <param name="Faults">The faults, at most 100 and those of the last key; each field begins with the place of its key, such as
    /// <c>keys[3].scopes[0]</c>.</param>
    public sealed record Invalid(IReadOnlyList<FieldFault> Faults) : KeyImportResult;
}
