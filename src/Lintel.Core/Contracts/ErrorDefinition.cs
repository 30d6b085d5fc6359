using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Lintel.Contracts;

/// <summary>The origin of a definition of the catalog.</summary>
internal enum ErrorSource
{
    /// <summary>The vendor's published page.</summary>
    Page,

    /// <summary>Needed beyond the page.</summary>
    Extension,
}

/// <summary>One definition of a contract's error catalog.</summary>
public sealed class ErrorDefinition
{
    private ConcurrentDictionary<int, ErrorDefinition>? _byStatus;

    // Only the reader makes definitions, and sets every property; `required` cannot be said of those that are not public.
    internal ErrorDefinition()
    {
    }

    /// <summary>The stable code that clients branch on.</summary>
    public required string Code { get; init; }

    /// <summary>The HTTP status, 400 to 599; 200 where the format answers errors so.</summary>
    public required int Status { get; init; }

    /// <summary>The conditions that this definition answers; empty for a code that only operations raise.</summary>
    public required IReadOnlyList<Condition> When { get; init; }

    /// <summary>A short label that does not vary (RFC 9457 section 3.1.3); the envelope's <c>$title</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The public message, with <c>{placeholders}</c> for arguments.</summary>
    public required string Message { get; init; }

    /// <summary>The shape of the envelope's <c>$details</c>.</summary>
    internal DetailsShape Details { get; init; } = DetailsShape.None;

    /// <summary>The names of the arguments that fill placeholders and details.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What the code means, for the reference page.</summary>
    public required string Meaning { get; init; }

    /// <summary>What the caller does about it, for the reference page.</summary>
    public required string Fix { get; init; }

    /// <summary>Whether and when to try again.</summary>
    internal RetryAdvice Retry { get; init; } = null!;

    /// <summary>Whole seconds of a constant <c>Retry-After</c> header; null for none, or where a limiter computes it.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The definition's origin.</summary>
    internal ErrorSource Source { get; init; }

    /// <summary>True for a code that is kept so that nobody gives it another meaning, and never sent.</summary>
    public bool Retired { get; init; }

    /// <summary>The language of <see cref="Message"/>; null for the contract's own.</summary>
    public string? Language { get; init; }

    /// <summary>The same definition with messages in other languages, by language tag.</summary>
    public IReadOnlyDictionary<string, ErrorDefinition> Translations { get; private set; } = FrozenDictionary<string, ErrorDefinition>.Empty;

    /// <summary>The place in the contract file.</summary>
    internal SourcePosition Position { get; init; }

    /// <summary>The shape of the body.</summary>
    internal EnvelopeValue Envelope { get; init; } = new EnvelopeValue.Group([]);

    /// <summary>The texts that fill the shape.</summary>
    internal ErrorTexts Texts { get; init; } = null!;

    /// <summary>The compiled body in each of the contract's media types, the preferred one first.</summary>
    internal IReadOnlyList<ErrorTemplate> Templates { get; init; } = [];

    /// <summary>The compiled body in the preferred media type.</summary>
    internal ErrorTemplate Template => Templates[0];

    /// <summary>Compiles the bodies for another status; null where the definition was not read from a contract.</summary>
    internal Func<int, IReadOnlyList<ErrorTemplate>>? CompileFor { get; init; }

    /// <summary>The whole seconds that <c>Retry-After</c> and the envelope's <c>$retryAfter</c> say; null for neither.</summary>
    public int? RetryAfterOf(Refusal refusal) => refusal.RetryAfter ?? RetryAfter;

    /// <summary>The same definition, code and message, for a status that is not its own; the same instance each time.</summary>
    /// <param name="status">400 to 599. A definition that answers with 200 keeps that, for the format has errors there.</param>
    public ErrorDefinition WithStatus(int status)
    {
        if (status == Status || Status < 400 || CompileFor is null)
        {
            return this;
        }

        var variants = _byStatus ?? Interlocked.CompareExchange(ref _byStatus, new ConcurrentDictionary<int, ErrorDefinition>(), null) ?? _byStatus;
        return variants.GetOrAdd(status, Copy);
    }

    /// <summary>Adds messages in other languages; once, when the definition is read.</summary>
    internal void Translate(IReadOnlyDictionary<string, (string Message, Func<int, IReadOnlyList<ErrorTemplate>> CompileFor)> translations) =>
        Translations = translations.ToFrozenDictionary(
            pair => pair.Key,
            pair => Copy(Status, pair.Key, pair.Value.Message, pair.Value.CompileFor),
            StringComparer.Ordinal);

    private ErrorDefinition Copy(int status) => Copy(status, Language, Message, CompileFor!);

    private ErrorDefinition Copy(int status, string? language, string message, Func<int, IReadOnlyList<ErrorTemplate>> compileFor) => new()
    {
        Code = Code,
        Status = status,
        When = When,
        Title = Title,
        Message = message,
        Language = language,
        Details = Details,
        Arguments = Arguments,
        Meaning = Meaning,
        Fix = Fix,
        Retry = Retry,
        RetryAfter = RetryAfter,
        Source = Source,
        Retired = Retired,
        Position = Position,
        Envelope = Envelope,
        Texts = Texts,
        Templates = compileFor(status),
        CompileFor = compileFor,
    };
}

/// <summary>Whether and when a refused request is worth another try. A closed type.</summary>
internal abstract record RetryAdvice
{
    private RetryAdvice()
    {
    }

    /// <summary>The same request will be refused again.</summary>
    public sealed record Never : RetryAdvice;

    /// <summary>After the seconds of the <c>Retry-After</c> header, plus up to <paramref name="Jitter"/> of them.</summary>
    /// <param name="Jitter">A share of the wait, 0 to 1.</param>
    public sealed record AfterHeader(double Jitter) : RetryAdvice;

    /// <summary>After each of these waits in turn, giving up after <paramref name="Attempts"/>.</summary>
    /// <param name="Seconds">The waits.</param>
    /// <param name="Attempts">How many tries in all.</param>
    public sealed record Backoff(IReadOnlyList<int> Seconds, int Attempts) : RetryAdvice;

    /// <summary>After a while between two bounds.</summary>
    /// <param name="FromSeconds">The shortest wait.</param>
    /// <param name="ToSeconds">The longest wait.</param>
    public sealed record After(int FromSeconds, int ToSeconds) : RetryAdvice;
}
