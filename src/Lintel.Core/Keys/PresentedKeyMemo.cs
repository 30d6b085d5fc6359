using Lintel.Contracts;

namespace Lintel.Keys;

/// <summary>
/// What a connection presented last, read and hashed. A client that keeps its connection sends the same header on each request, and the server hands
/// over the same string each time; then the key is not read and hashed again, which takes 1.3 µs of some 20. Only what follows from the text alone is
/// kept: whether the key is there, and in what state, is asked every time. It belongs to one connection and ends with it, as the server's own copy of
/// the header does.
/// </summary>
/// <remarks>
/// Texts are known by their place in memory, never by their characters: comparing those could tell one user of a shared connection about another's key.
/// Requests that share a connection at the same time, as in HTTP/2, may each replace what is kept; it is replaced as a whole.
/// </remarks>
internal sealed class PresentedKeyMemo
{
    private readonly bool _keeps;

    // Written in two halves: whoever reads half of one and half of another sees a text that nobody has, and keeps nothing.
    private ReadOnlyMemory<char> _seen;
    private Hashed? _last;

    /// <summary>Makes one that knows nothing yet.</summary>
    public PresentedKeyMemo()
        : this(keeps: true)
    {
    }

    private PresentedKeyMemo(bool keeps) => _keeps = keeps;

    /// <summary>For requests that come without a connection of their own: keeps nothing.</summary>
    public static PresentedKeyMemo None { get; } = new(keeps: false);

    /// <inheritdoc cref="KeyText.TryRead"/>
    internal bool TryRead(KeyScheme scheme, ReadOnlyMemory<char> text, out KeyReading reading)
    {
        if (_last is { } last && last.IsOf(scheme, text))
        {
            reading = last.Reading;
            return true;
        }

        return KeyText.TryRead(scheme, text.Span, out reading);
    }

    /// <inheritdoc cref="KeyText.TryHash"/>
    internal bool TryHash(KeyScheme scheme, ReadOnlyMemory<char> text, in KeyReading reading, Pepper pepper, int version, out SecretDigest hash)
    {
        if (_last is { } last && last.IsOf(scheme, text) && last.PepperVersion == version)
        {
            hash = last.Hash;
            return last.IsHashed;
        }

        var isHashed = KeyText.TryHash(scheme, text.Span, reading, pepper, version, out hash);
        if (_keeps)
        {
            // Kept when it comes for the second time: a connection that brings another key with each request makes nothing for each.
            _last = text.Equals(_seen) ? new Hashed(scheme, text, reading, version, isHashed, hash) : null;
            _seen = text;
        }

        return isHashed;
    }

    // No record: its ToString would print the key.
    private sealed class Hashed(KeyScheme scheme, ReadOnlyMemory<char> text, KeyReading reading, int pepperVersion, bool isHashed, SecretDigest hash)
    {
        public KeyReading Reading => reading;

        public int PepperVersion => pepperVersion;

        public bool IsHashed => isHashed;

        public SecretDigest Hash => hash;

        public bool IsOf(KeyScheme other, ReadOnlyMemory<char> presented) => presented.Equals(text) && ReferenceEquals(other, scheme);
    }
}
