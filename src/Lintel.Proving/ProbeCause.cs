namespace Lintel.Proving;

/// <summary>
/// Brings about a definition that the prober cannot provoke by itself: a code of an operation's own, or a failure that needs a hand inside, such as a
/// store that is away.
/// </summary>
/// <param name="Code">The definition's code.</param>
/// <param name="ArrangeAsync">Brings the condition about; disposing the scene undoes it.</param>
public sealed record ProbeCause(string Code, Func<CancellationToken, Task<ProbeScene>> ArrangeAsync)
{
    /// <summary>A request that meets the definition as things are, perhaps after others.</summary>
    /// <param name="code">The definition's code.</param>
    /// <param name="request">The request, with its credential.</param>
    /// <param name="before">Requests that are sent first, whatever they are answered by.</param>
    public static ProbeCause Of(string code, ProbeRequest request, params IReadOnlyList<ProbeRequest> before) =>
        new(code, _ => Task.FromResult(new ProbeScene(request) { Before = before }));
}

/// <summary>A condition that holds until the scene is disposed, and the request that meets it.</summary>
/// <param name="Request">The request, with its credential.</param>
public sealed record ProbeScene(ProbeRequest Request) : IAsyncDisposable
{
    /// <summary>Requests that are sent first, whatever they are answered by.</summary>
    public IReadOnlyList<ProbeRequest> Before { get; init; } = [];

    /// <summary>Where the request goes; null for the target's address.</summary>
    public Uri? Address { get; init; }

    /// <summary>Words of the cause that the answer must not tell.</summary>
    public IReadOnlyList<string> Untold { get; init; } = [];

    /// <summary>Compares the answer with a recorded one, and says what differs or null for nothing; null where nothing is recorded.</summary>
    public Func<ProbeExchange, string?>? Compare { get; init; }

    /// <summary>Undoes the condition; null where there is nothing to undo.</summary>
    public Func<ValueTask>? Undo { get; init; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Undo?.Invoke() ?? ValueTask.CompletedTask;
}
