namespace Lintel.Contracts;

/// <summary>The values that fill the holes of a body.</summary>
/// <param name="Refusal">The refusal.</param>
/// <param name="RequestId">The request's id.</param>
/// <param name="Reference">The address of the reference, without a slash at its end; a path where the application's address is not known.</param>
/// <param name="Request">What is known of the request; null where it was not asked for or is not known.</param>
/// <param name="Fault">The fault that a part for each fault is at; null outside such parts.</param>
internal readonly record struct ErrorContext(
    Refusal Refusal,
    string RequestId,
    string Reference = ErrorContext.DefaultReference,
    RequestFacts? Request = null,
    FieldFault? Fault = null)
{
    /// <summary>The path of the reference where the application sets no other.</summary>
    public const string DefaultReference = "/docs";
}

/// <summary>The facts of a request that errors may name.</summary>
/// <param name="Method">The method; null where it could not be read.</param>
/// <param name="Path">The decoded path without the query; null where it could not be read.</param>
/// <param name="Instance">The path as a URI reference; null where it could not be read.</param>
/// <param name="TraceId">The id of the trace; null where there is none.</param>
/// <param name="Time">The time of the error.</param>
internal sealed record RequestFacts(string? Method, string? Path, string? Instance, string? TraceId, DateTimeOffset Time)
{
    /// <summary>The address of the page that explains the request; null where there is none.</summary>
    public string? Help { get; init; }
}
