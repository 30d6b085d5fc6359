namespace Lintel;

/// <summary>A named value that fills a placeholder or a member of <c>details</c>. Public by definition: it is sent to the caller.</summary>
/// <param name="Name">The name, as the contract's definition uses it.</param>
/// <param name="Value">A string, a bool, an integer, a decimal, a double, a list of strings, or null.</param>
internal readonly record struct RefusalArgument(string Name, object? Value)
{
    /// <summary>true for a value that names a person and is for the caller alone: the request log has it as <c>(not kept)</c>.</summary>
    public bool IsPersonal { get; init; }
}

/// <summary>
/// Why a request is refused or fails: a condition, or a code of the contract that the operation declared, with public arguments and an internal
/// cause. The cause is for the log alone and has a type of its own, so that no writer of responses can reach for it by mistake.
/// </summary>
public sealed class Refusal : Decision
{
    private static readonly Refusal[] WithoutArguments = [.. Condition.Everything.Select(condition => new Refusal(condition, null, []))];

    private Refusal(Condition? condition, string? code, RefusalArgument[] arguments)
    {
        Condition = condition;
        Code = code;
        Arguments = arguments;
    }

    /// <summary>The condition; null where the operation raises a code of its own.</summary>
    public Condition? Condition { get; }

    /// <summary>The code that the operation raises; null for a condition.</summary>
    public string? Code { get; }

    /// <summary>The arguments that fill the definition's placeholders and details.</summary>
    internal IReadOnlyList<RefusalArgument> Arguments { get; private set; }

    /// <summary>Every faulty field, in the order in which the operation declares them.</summary>
    public IReadOnlyList<FieldFault> Faults { get; private set; } = [];

    /// <summary>Whole seconds after which the same request may pass; null where waiting does not help.</summary>
    public int? RetryAfter { get; private set; }

    /// <summary>The status that the application set and that is kept, whatever the error definition says; null for the definition's own.</summary>
    public int? Status { get; private set; }

    /// <summary>What the log learns and the caller does not; null where there is nothing more to say.</summary>
    internal InternalCause? Cause { get; private set; }

    /// <summary>A refusal for a condition without arguments; the same instance each time.</summary>
    public static Refusal For(Condition condition) => WithoutArguments[condition.Index];

    /// <summary>A refusal for a condition, with the arguments that <see cref="Condition.Arguments"/> names.</summary>
    public static Refusal For(Condition condition, params ReadOnlySpan<(string Name, object? Value)> arguments) => new(condition, null, Named(arguments));

    /// <summary>A refusal for a condition, with the arguments that <see cref="Condition.Arguments"/> names.</summary>
    internal static Refusal For(Condition condition, RefusalArgument[] arguments) => new(condition, null, arguments);

    /// <summary>A refusal with a code that the operation declared by <c>RaisesError</c>.</summary>
    /// <param name="code">The code, as the contract writes it.</param>
    /// <param name="arguments">What fills the definition's placeholders and details.</param>
    public static Refusal WithCode(string code, params ReadOnlySpan<(string Name, object? Value)> arguments) => new(null, code, Named(arguments));

    /// <summary>No record with this id is the caller's; says the same whether it is another's or nobody's.</summary>
    /// <param name="resource">The kind of record for people, such as <c>Job</c>.</param>
    /// <param name="id">The id as the caller wrote it.</param>
    public static Refusal Missing(string resource, string id) => For(
        Condition.ResourceMissing,
        ("problem", $"{resource} {id} was not found."),
        ("resource", resource),
        ("id", id));

    /// <summary>
    /// The faults of a request. Where a field is missing, the condition is <see cref="Condition.RequestFieldMissing"/> and its arguments are of the
    /// first such field; otherwise <see cref="Condition.RequestInvalid"/> and the first fault.
    /// </summary>
    /// <param name="faults">At least one fault.</param>
    public static Refusal Invalid(params IReadOnlyList<FieldFault> faults)
    {
        ArgumentOutOfRangeException.ThrowIfZero(faults.Count);
        var missing = faults.FirstOrDefault(fault => fault.Kind == FieldFaultKind.Missing);
        var first = missing ?? faults[0];
        var condition = missing is null ? Condition.RequestInvalid : Condition.RequestFieldMissing;
        return new Refusal(condition, null, [new("problem", first.Problem), new("field", first.Field)]) { Faults = faults };
    }

    /// <summary>The request as a whole cannot be read or is too much.</summary>
    /// <param name="condition">One of the <c>request.</c> conditions.</param>
    /// <param name="problem">What is wrong, one public sentence.</param>
    /// <param name="limit">The bound that was passed, for the conditions that have one.</param>
    /// <param name="location">The part of the request that is meant.</param>
    public static Refusal Unreadable(Condition condition, string problem, long? limit = null, FieldLocation location = FieldLocation.Body) =>
        new(condition, null, [new("problem", problem), new("field", string.Empty), new("limit", limit)])
        {
            Faults = [new FieldFault(location, string.Empty, FieldFaultKind.Other, problem)],
        };

    /// <summary>A limiter has no room: <see cref="Condition.RateExceeded"/> with its arguments, in as few objects as it takes.</summary>
    /// <param name="limit">How many the window admits.</param>
    /// <param name="window">The window's text.</param>
    /// <param name="retryAfter">Whole seconds after which the same request passes.</param>
    public static Refusal OverLimit(int limit, string window, int retryAfter) =>
        new(
            Condition.RateExceeded,
            null,
            [new("limit", SmallNumbers.Box(limit)), new("window", window), new("retryAfter", SmallNumbers.Box(retryAfter))])
        { RetryAfter = retryAfter };

    /// <summary>The same refusal with what really happened, for the log and never for the caller.</summary>
    /// <param name="description">What happened.</param>
    public Refusal BecauseOf(string description) => BecauseOf(new InternalCause(description));

    /// <summary>The same refusal with the exception that led to it, for the log and never for the caller.</summary>
    /// <param name="exception">The exception.</param>
    public Refusal BecauseOf(Exception exception) => BecauseOf(new InternalCause(exception));

    /// <summary>The same refusal with an internal cause.</summary>
    internal Refusal BecauseOf(InternalCause cause)
    {
        var copy = Copy();
        copy.Cause = cause;
        return copy;
    }

    /// <summary>The same refusal with whole seconds to wait.</summary>
    public Refusal RetryIn(int seconds)
    {
        var copy = Copy();
        copy.RetryAfter = seconds;
        return copy;
    }

    /// <summary>The same refusal with the faults of fields, for a code of its own whose definition says <c>details: fieldErrors</c>.</summary>
    public Refusal WithFaults(IReadOnlyList<FieldFault> faults)
    {
        var copy = Copy();
        copy.Faults = faults;
        return copy;
    }

    /// <summary>The same refusal with a status that is kept, whatever the error definition says.</summary>
    /// <param name="status">400 to 599.</param>
    public Refusal KeepStatus(int status)
    {
        var copy = Copy();
        copy.Status = status;
        return copy;
    }

    /// <summary>The same refusal with every text of it replaced; the same instance where no text differs.</summary>
    internal Refusal Map(Func<string, string> replace)
    {
        var arguments = (RefusalArgument[])Arguments;
        RefusalArgument[]? changed = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = RefusalTexts.Map(arguments[i].Value, replace);
            if (!ReferenceEquals(value, arguments[i].Value))
            {
                changed ??= [.. arguments];
                changed[i] = arguments[i] with { Value = value };
            }
        }

        var faults = RefusalTexts.Map(Faults, replace);
        var cause = RefusalTexts.Map(Cause, replace);
        if (changed is null && ReferenceEquals(faults, Faults) && ReferenceEquals(cause, Cause))
        {
            return this;
        }

        var copy = Copy();
        (copy.Arguments, copy.Faults, copy.Cause) = (changed ?? arguments, faults, cause);
        return copy;
    }

    /// <summary>The value of an argument, or null.</summary>
    public object? this[string name]
    {
        get
        {
            foreach (var argument in (RefusalArgument[])Arguments)
            {
                if (string.Equals(argument.Name, name, StringComparison.Ordinal))
                {
                    return argument.Value;
                }
            }

            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Code ?? Condition!.Name;

    private static RefusalArgument[] Named(ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        var copy = new RefusalArgument[arguments.Length];
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i] = new RefusalArgument(arguments[i].Name, arguments[i].Value);
        }

        return copy;
    }

    private Refusal Copy() => (Refusal)MemberwiseClone();
}

/// <summary>What really happened, for the log and never for the caller.</summary>
internal sealed class InternalCause
{
    /// <summary>An exception.</summary>
    public InternalCause(Exception exception)
    {
        Exception = exception;
        Description = MessageOf(exception);
    }

    /// <summary>An exception, with what else the log should say.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="remark">A sentence to follow its message.</param>
    public InternalCause(Exception exception, string remark)
    {
        Exception = exception;
        Description = $"{MessageOf(exception)} {remark}";
    }

    /// <summary>A description.</summary>
    public InternalCause(string description) => Description = description;

    internal InternalCause(string description, Exception? exception)
    {
        Description = description;
        Exception = exception;
    }

    /// <summary>The exception, where there was one.</summary>
    public Exception? Exception { get; }

    /// <summary>What happened.</summary>
    public string Description { get; }

    // A message may be code of the application, and the answer must not depend on it.
    private static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception failure)
        {
            return $"The message cannot be read ({failure.GetType().Name}).";
        }
    }
}
