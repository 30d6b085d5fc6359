using System.Collections.Frozen;
using System.Reflection;

namespace Lintel.AspNetCore;

/// <summary>The passwords that are tried first by whoever guesses: the 10,000 commonest of those that are long enough, from the list of zxcvbn.</summary>
internal static class CommonPasswords
{
    /// <summary>The fewest characters of a password.</summary>
    public const int MinimumLength = 8;

    private const int Most = 10_000;
    private const string Package = "zxcvbn-core";

    private static readonly Lazy<FrozenSet<string>> All = new(Read);

    /// <summary>Their number.</summary>
    internal static int Count => All.Value.Count;

    /// <summary>True if a password is one of them, whatever the case of its letters.</summary>
    public static bool Contains(string password) => All.Value.Contains(password);

    private static FrozenSet<string> Read()
    {
        // The package's own list, in the order of frequency; its estimator is not used.
        using var stream = Assembly.Load(new AssemblyName(Package)).GetManifestResourceStream($"{Package}.Dictionaries.passwords.lst")
            ?? throw new InvalidOperationException($"{Package} has no list of passwords.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(password => password.Length >= MinimumLength)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(Most)
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
