using System.Security.Cryptography;
using System.Text.Json;

namespace Lintel.Idempotency;

/// <summary>The answer of an operation as it is kept, before it is sealed.</summary>
/// <param name="Request">The fingerprint of the request that it answers.</param>
/// <param name="State">The state of the request.</param>
internal sealed record KeptAnswer(byte[] Request, AnswerState State)
{
    /// <summary>The status; 0 where there is no success to tell.</summary>
    public int Status { get; init; }

    /// <summary>The header fields that are told again; empty for none.</summary>
    public IReadOnlyList<KeptField> Headers { get; init; } = [];

    /// <summary>The body of a success; empty for none.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The refusal; null for a success.</summary>
    public KeptRefusal? Refusal { get; init; }

    /// <exception cref="CryptographicException">The bytes hold no answer.</exception>
    public static KeptAnswer Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<KeptAnswer>(json) ?? throw new CryptographicException("A kept answer is empty.");

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this);
}

/// <summary>The states of a request whose answer is kept.</summary>
internal enum AnswerState
{
    /// <summary>It has begun; the state stays where the process ends before the request does.</summary>
    Begun,

    /// <summary>It has ended, and its answer is kept.</summary>
    Answered,

    /// <summary>It has ended, and its answer was too large or sent in parts.</summary>
    NotKept,
}

/// <summary>A header field as it is kept.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Values">Its values, a line each.</param>
internal sealed record KeptField(string Name, IReadOnlyList<string?> Values);
