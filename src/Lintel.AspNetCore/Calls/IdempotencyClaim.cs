using Lintel.Contracts;
using Lintel.Idempotency;

namespace Lintel.AspNetCore;

/// <summary>The idempotency key of a request while the request is in progress: no other request has it at the same time.</summary>
/// <param name="rule">The contract's settings.</param>
/// <param name="store">Keeps the answer.</param>
/// <param name="seal">Seals it.</param>
/// <param name="owner">The account.</param>
/// <param name="key">The key, with what it is one key among.</param>
/// <param name="now">The time of the request.</param>
internal sealed class IdempotencyClaim(IdempotencyRule rule, ISealedAnswerStore store, AnswerSeal seal, string owner, string key, DateTimeOffset now)
{
    public IdempotencyRule Rule => rule;

    public ISealedAnswerStore Store => store;

    public DateTimeOffset Now => now;

    /// <summary>The name that the answer is kept by.</summary>
    public byte[] Name { get; } = AnswerSeal.NameOf(key);

    /// <summary>The fingerprint of the request; empty before its body was read.</summary>
    public byte[] Request { get; set; } = [];

    /// <summary>The answer of the first request, which is given again; null where this is the first.</summary>
    public KeptAnswer? Replay { get; set; }

    /// <summary>True once the operation may have changed something.</summary>
    public bool HasBegun { get; set; }

    /// <summary>True where the store holds a note that the request has begun.</summary>
    public bool IsNoted { get; set; }

    /// <summary>True once the store holds what a repeated request is told, or must not be asked again.</summary>
    public bool IsSettled { get; set; }

    /// <summary>Signals that the client is gone, which the operation is not told.</summary>
    public CancellationToken ClientGone { get; set; }

    public SealedAnswer Seal(KeptAnswer answer) => seal.Seal(owner, key, answer.Write(), now + rule.Keep);

    /// <summary>Opens an answer of this key.</summary>
    /// <returns>The answer; null where it was sealed with a pepper that is not known here.</returns>
    public KeptAnswer? Open(SealedAnswer kept) => seal.CanOpen(kept) ? KeptAnswer.Read(seal.Open(key, kept)) : null;
}
