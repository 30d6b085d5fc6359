using System.Diagnostics.CodeAnalysis;

namespace Lintel.Keys;

/// <summary>The verdict on a presented text: the key that it opens, or a refusal.</summary>
internal readonly struct KeyVerdict
{
    internal KeyVerdict(ApiKey? recognized, Refusal? refusal, KeySecret? secret = null)
    {
        Recognized = recognized;
        Refusal = refusal;
        Secret = secret;
    }

    /// <summary>The hint of the presented secret where a rotation has replaced it; null for the newest.</summary>
    public string? OldSecret => Secret is { EndsAt: not null } old ? old.Hint : null;

    /// <summary>
    /// The key that the presented secret is one of, also where it is refused for its state, its time or its environment; null where there is none. For the log
    /// alone when there is a <see cref="Refusal"/>: such a caller has no rights.
    /// </summary>
    public ApiKey? Recognized { get; }

    /// <summary>The secret of <see cref="Recognized"/> that was presented; null where there is none.</summary>
    public KeySecret? Secret { get; }

    /// <summary>The reason why the text is refused; null where it matches a key.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Takes the key.</summary>
    /// <returns>False where <see cref="Refusal"/> stands in its place.</returns>
    public bool TryGet([NotNullWhen(true)] out ApiKey? key)
    {
        key = Refusal is null ? Recognized : null;
        return key is not null;
    }
}
