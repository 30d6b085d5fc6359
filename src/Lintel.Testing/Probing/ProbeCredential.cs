using Lintel.Contracts;

namespace Lintel.Testing;

/// <summary>What a caller presents: one header line, or several that belong together.</summary>
/// <param name="Fields">The lines.</param>
public sealed record ProbeCredential(IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>No credential, for an API that reads none.</summary>
    public static ProbeCredential None { get; } = new([]);

    /// <summary>A key or a token, written as a contract's scheme wants it.</summary>
    /// <param name="scheme">Where it goes.</param>
    /// <param name="text">The key or token.</param>
    public static ProbeCredential Of(CredentialScheme scheme, string text)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        return new([new(scheme.Header, scheme.Kind == CredentialKind.Bearer ? $"Bearer {text}" : text)]);
    }

    /// <summary>Header lines that belong together.</summary>
    public static ProbeCredential Of(params (string Name, string Value)[] fields) => new([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);

    /// <summary>The names of the headers only: a report is read by many.</summary>
    public override string ToString() => Fields.Count == 0 ? "no credential" : string.Join(", ", Fields.Select(field => field.Key));
}
