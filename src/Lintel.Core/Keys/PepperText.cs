namespace Lintel.Keys;

/// <summary>Tells what a version of the pepper may be used for.</summary>
internal enum PepperMark
{
    /// <summary>Opens keys, and makes them where no higher version does.</summary>
    None,

    /// <summary>Opens keys and makes none yet, so that all nodes know the version before one of them uses it.</summary>
    Next,

    /// <summary>Opens no key any more; entries of the audit log stay verifiable with it.</summary>
    Retired,
}

/// <summary>One version of the pepper as it is written. No record: its ToString would print the secret.</summary>
/// <param name="mark">What it may be used for.</param>
/// <param name="version">The version.</param>
/// <param name="secret">The secret.</param>
internal sealed class PepperEntry(PepperMark mark, int version, string secret)
{
    public PepperMark Mark => mark;

    public int Version => version;

    public string Secret => secret;

    /// <summary>The same version with another mark.</summary>
    public PepperEntry With(PepperMark other) => new(other, version, secret);
}

/// <summary>
/// The text of a pepper: entries <c>version:text</c>, separated by blanks, commas or line ends; a text alone is version 1. An entry may be marked
/// <c>next:</c> or <c>retired:</c> before its version.
/// </summary>
internal static class PepperText
{
    private const string NextWord = "next:";
    private const string RetiredWord = "retired:";
    /// <summary>The largest version.</summary>
    public const int LargestVersion = 1000;


    private static readonly char[] Separators = [' ', ',', '\n', '\r', '\t'];

    /// <summary>Reads the entries of a text, in ascending order of their versions.</summary>
    /// <exception cref="PepperException">
    /// An entry is not in its form or too short, a version is there twice, none can make keys, or a mark <c>next:</c> is behind the current version.
    /// </exception>
    public static IReadOnlyList<PepperEntry> Read(string text)
    {
        PepperEntry[] entries = [.. text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(ReadEntry).OrderBy(entry => entry.Version)];
        if (entries.Length == 0)
        {
            throw new PepperException("The pepper is empty.");
        }

        for (var i = 1; i < entries.Length; i++)
        {
            if (entries[i].Version == entries[i - 1].Version)
            {
                throw new PepperException($"The pepper has version {entries[i].Version} twice.");
            }
        }

        var current = Array.FindLast(entries, entry => entry.Mark == PepperMark.None)?.Version
            ?? throw new PepperException(
                $"The pepper has no version that new keys can be made with: each entry is marked {NextWord} or {RetiredWord}. Remove the mark of the newest.");
        return Array.Find(entries, entry => entry.Mark == PepperMark.Next && entry.Version < current) is { } late
            ? throw new PepperException(
                $"Version {late.Version} of the pepper is marked {NextWord}, and version {current} makes keys already. Remove the mark.")
            : entries;
    }

    /// <summary>Writes entries, one a line.</summary>
    public static string Write(IEnumerable<PepperEntry> entries) =>
        string.Concat(entries.OrderBy(entry => entry.Version).Select(entry => $"{WordOf(entry.Mark)}{entry.Version}:{entry.Secret}\n"));

    private static string WordOf(PepperMark mark) => mark switch
    {
        PepperMark.Next => NextWord,
        PepperMark.Retired => RetiredWord,
        _ => string.Empty,
    };

    private static PepperEntry ReadEntry(string entry)
    {
        foreach (var mark in (ReadOnlySpan<PepperMark>)[PepperMark.Next, PepperMark.Retired])
        {
            var word = WordOf(mark);
            if (entry.StartsWith(word, StringComparison.Ordinal))
            {
                // Without a version it would be taken for a secret of its own.
                return TrySplit(entry[word.Length..], out var marked, out var rest)
                    ? Make(mark, marked, rest)
                    : throw new PepperException($"An entry of the pepper begins with {word} and names no version. Write {word} before the version, as in {word}2:…");
            }
        }

        return TrySplit(entry, out var version, out var secret) ? Make(PepperMark.None, version, secret) : Make(PepperMark.None, version: 1, entry);
    }

    private static bool TrySplit(string entry, out int version, out string secret)
    {
        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        secret = entry[(colon + 1)..];
        version = 0;
        return colon > 0 && WholeNumberText.TryParse(entry.AsSpan(0, colon), out version);
    }

    private static PepperEntry Make(PepperMark mark, int version, string secret)
    {
        if (version is < 1 or > LargestVersion)
        {
            throw new PepperException($"A pepper's version is a number from 1 to {LargestVersion}.");
        }

        return secret.Length >= Pepper.MinLength
            ? new PepperEntry(mark, version, secret)
            : throw new PepperException($"Version {version} of the pepper has fewer than {Pepper.MinLength} characters.");
    }
}
