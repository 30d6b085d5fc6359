namespace Lintel.Contracts;

/// <summary>How a contract shows field errors.</summary>
internal enum FieldErrorForm
{
    /// <summary>The first fault is the message; there are no details.</summary>
    First,

    /// <summary><c>{"formErrors":[…],"fieldErrors":{"name":[…]}}</c>, by top-level field.</summary>
    Grouped,

    /// <summary><c>[{"location":"body","field":"a.b","message":"…"}]</c>.</summary>
    List,

    /// <summary><c>[{"path":"a.b","issue":"format"}]</c>; faults of the body as a whole are not in it.</summary>
    Issues,
}

/// <summary>The form and the words of field errors.</summary>
internal sealed class FieldErrorFormat
{
    private readonly IReadOnlyDictionary<FieldFaultKind, string> _texts;

    /// <summary>Makes a format; kinds without a text have Lintel's own.</summary>
    /// <param name="form">The JSON form.</param>
    /// <param name="blankIsMissing">True where null and blank texts count as not sent; false where they are values of a wrong type or length.</param>
    /// <param name="texts">
    /// A text for each kind of fault, with the placeholders <c>{field}</c>, <c>{expected}</c>, <c>{received}</c>, <c>{allowed}</c>, <c>{limit}</c>
    /// and, for <see cref="FieldFaultKind.Other"/>, <c>{problem}</c>.
    /// </param>
    public FieldErrorFormat(FieldErrorForm form, bool blankIsMissing, IReadOnlyDictionary<FieldFaultKind, string> texts)
    {
        Form = form;
        BlankIsMissing = blankIsMissing;
        _texts = texts;
    }

    /// <summary>The words used where a contract says nothing.</summary>
    public static IReadOnlyDictionary<FieldFaultKind, string> DefaultTexts { get; } = new Dictionary<FieldFaultKind, string>
    {
        [FieldFaultKind.Missing] = "Field '{field}' is required.",
        [FieldFaultKind.Type] = "Field '{field}' must be {expected}, not {received}.",
        [FieldFaultKind.OneOf] = "Field '{field}' must be one of {allowed}.",
        [FieldFaultKind.TooShort] = "Field '{field}' must have at least {limit} characters.",
        [FieldFaultKind.TooLong] = "Field '{field}' must have at most {limit} characters.",
        [FieldFaultKind.TooFew] = "Field '{field}' must have at least {limit} items.",
        [FieldFaultKind.TooMany] = "Field '{field}' must have at most {limit} items.",
        [FieldFaultKind.TooSmall] = "Field '{field}' must be at least {limit}.",
        [FieldFaultKind.TooLarge] = "Field '{field}' must be at most {limit}.",
        [FieldFaultKind.Format] = "Field '{field}' must be {expected}.",
        [FieldFaultKind.Unknown] = "Field '{field}' is not known.",
        [FieldFaultKind.Other] = "Field '{field}' {problem}.",
    };

    /// <summary>The words of <c>$fault.code</c> where a contract says nothing.</summary>
    public static IReadOnlyDictionary<FieldFaultKind, CodeText> DefaultCodes { get; } =
        ContractWords.FieldFaultKinds.ToDictionary(word => word.Value, word => new CodeText(word.Key));

    /// <summary>The JSON form of field errors.</summary>
    public FieldErrorForm Form { get; }

    /// <summary>The words of <c>$fault.code</c> by kind of fault.</summary>
    public IReadOnlyDictionary<FieldFaultKind, CodeText> Codes { get; init; } = DefaultCodes;

    /// <summary>true if <c>$fault.value</c> may show what was sent.</summary>
    public bool EchoesValues { get; init; }

    /// <summary>Whether null and blank texts count as not sent.</summary>
    public bool BlankIsMissing { get; }

    /// <summary>Returns true if the contract has words of its own for a kind of fault; otherwise, false.</summary>
    public bool Defines(FieldFaultKind kind) => _texts.ContainsKey(kind);

    /// <summary>The template of a kind of fault.</summary>
    public string TextOf(FieldFaultKind kind) => _texts.TryGetValue(kind, out var text) ? text : DefaultTexts[kind];
}
