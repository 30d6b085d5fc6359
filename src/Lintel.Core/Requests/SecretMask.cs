using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Lintel.Contracts;

namespace Lintel.Requests;

/// <summary>
/// Masks every text that has the form of a secret of one of the contracts: keys, session tokens and application credentials. Half a secret is masked
/// too, because a mistyped or cut one tells as much. Thread-safe.
/// </summary>
internal sealed class SecretMask
{
    private const string Masked = "***";
    private const int MostEncodings = 8;

    private readonly SecretForm[] _forms;
    private readonly SearchValues<string>? _prefixes;
    private readonly bool _hasBareTokens;
    private readonly int _shortest;
    private readonly Func<string, string> _mask;

    private SecretMask(SecretForm[] forms, bool hasBareTokens)
    {
        _forms = forms;
        _mask = text => Mask(text);
        _hasBareTokens = hasBareTokens;
        _prefixes = forms.Length == 0 ? null : SearchValues.Create([.. forms.Select(form => form.Prefix)], StringComparison.OrdinalIgnoreCase);
        _shortest = forms.Select(form => form.Prefix.Length + form.FewestDigits).Append(hasBareTokens ? BareToken.Digits : int.MaxValue).Min();
    }

    /// <summary>Makes the mask of some contracts. A secret of one API may be sent to another by mistake, so one mask serves all.</summary>
    public static SecretMask Of(IEnumerable<Contract> contracts) => Of([.. contracts.SelectMany(contract => contract.Credentials)]);

    internal static SecretMask Of(IReadOnlyList<CredentialScheme> schemes)
    {
        var hasBareTokens = schemes.Any(scheme => scheme is SessionScheme { Prefix.Length: 0 });
        return new SecretMask([.. schemes.SelectMany(SecretForm.Of).Distinct()], hasBareTokens);
    }

    /// <summary>The text with <c>***</c> in the place of each secret, after the secret's prefix; the same instance where there is none.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? Mask(string? text)
    {
        if (text is null || text.Length < _shortest)
        {
            return text;
        }

        if (!TryFind(text, 0, out var secret))
        {
            return text.Contains('%', StringComparison.Ordinal) && Decode(text) is var decoded && TryFind(decoded, 0, out _) ? Mask(decoded) : text;
        }

        var masked = new StringBuilder(text.Length);
        var done = 0;
        do
        {
            masked.Append(text, done, secret.Start - done).Append(secret.Prefix).Append(Masked);
            done = secret.End;
        }
        while (TryFind(text, done, out secret));

        return masked.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>The refusal with its arguments, faults and cause masked; the same instance where there is nothing to mask.</summary>
    public Refusal Mask(Refusal refusal) => refusal.Map(_mask);

    /// <summary>
    /// The exception, to be logged; where it says a secret or what it says cannot be known, an exception in its place whose message and text are the masked
    /// ones.
    /// </summary>
    public Exception Mask(Exception exception) => MaskedException.Of(exception, this);

    /// <summary>A text without percent-encoding, which may have been applied several times.</summary>
    private static string Decode(string text)
    {
        for (var round = 0; round < MostEncodings; round++)
        {
            var decoded = Uri.UnescapeDataString(text);
            if (decoded == text)
            {
                break;
            }

            text = decoded;
        }

        return text;
    }

    private bool TryFind(ReadOnlySpan<char> text, int start, out FoundSecret secret)
    {
        var prefixed = FindPrefixed(text, start);
        var bare = _hasBareTokens ? BareToken.Find(text, start) : null;

        // Prefixed secrets may look like a bare token from the middle on, so the earlier one counts.
        var found = bare is null || (prefixed is not null && prefixed.Value.Start <= bare.Value.Start) ? prefixed : bare;
        secret = found.GetValueOrDefault();
        return found is not null;
    }

    private FoundSecret? FindPrefixed(ReadOnlySpan<char> text, int start)
    {
        while (_prefixes is not null && text[start..].IndexOfAny(_prefixes) is >= 0 and var ahead)
        {
            start += ahead;
            foreach (var form in _forms)
            {
                if (form.LengthAt(text[start..]) is > 0 and var length)
                {
                    return new FoundSecret(start, start + length, form.Prefix);
                }
            }

            start++;
        }

        return null;
    }
}

/// <summary>A secret in a text.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character after its last one.</param>
/// <param name="Prefix">Its prefix; empty for none.</param>
internal readonly record struct FoundSecret(int Start, int End, string Prefix);
