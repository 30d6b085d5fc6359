using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>Explains the members of an envelope, for the pages and for the OpenAPI documents.</summary>
internal static class EnvelopeTexts
{
    /// <summary>Says what a member holds; text in backticks is code.</summary>
    public static string Of(Contract contract, EnvelopeValue.Variable variable) => variable.Name switch
    {
        EnvelopeVariable.Code => "The code. Branch on it: it is stable.",
        EnvelopeVariable.Message => "What went wrong, for people. Its words may change.",
        EnvelopeVariable.Title => "A short label of the code.",
        EnvelopeVariable.Status => "The HTTP status.",
        EnvelopeVariable.ReasonPhrase => "The name of the HTTP status.",
        EnvelopeVariable.Type => "The address of the code's page in this reference.",
        EnvelopeVariable.Docs => "The address of the code's documentation.",
        EnvelopeVariable.Details => "Details that differ from code to code; the code's page shows them.",
        EnvelopeVariable.RequestId => $"The request's id, as in the header `{contract.RequestId.Header}`. Tell it to support.",
        EnvelopeVariable.RetryAfter => "The whole seconds after which a retry is worthwhile, as in `Retry-After`.",
        EnvelopeVariable.Method => "The method of the request.",
        EnvelopeVariable.Path or EnvelopeVariable.Instance => "The path of the request.",
        EnvelopeVariable.TraceId => "The id of the trace that the request belongs to.",
        EnvelopeVariable.Help => "The address of a page that explains this very request, for 7 days, to whoever has the address.",
        EnvelopeVariable.Timestamp or EnvelopeVariable.TimestampOffset => "The time of the error (RFC 3339).",
        EnvelopeVariable.TimestampSeconds => "The time of the error in seconds since 1970.",
        EnvelopeVariable.TimestampMilliseconds => "The time of the error in milliseconds since 1970.",
        EnvelopeVariable.Argument => $"The value `{variable.Of}` of the error.",
        EnvelopeVariable.Member => $"The {variable.Of} of the code.",
        EnvelopeVariable.FaultCode => "For each faulty field: what is wrong with it, as a word to branch on.",
        EnvelopeVariable.FaultMessage => "For each faulty field: what is wrong with it, for people.",
        EnvelopeVariable.FaultValue => "For each faulty field: what was sent.",
        _ => "For each faulty field: where it stands.",
    };
}
