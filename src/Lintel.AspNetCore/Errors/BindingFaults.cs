using System.Text.Json;
using System.Text.RegularExpressions;
using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// Names the parameter that the framework's binding could not make. The framework tells it in the exception's message alone, which is English in every
/// culture and part of no value that the caller sent.
/// </summary>
internal static partial class BindingFaults
{
    public static Refusal Of(BadHttpRequestException exception, ApiCall call) => (exception.StatusCode switch
    {
        StatusCodes.Status400BadRequest => OfParameter(exception, call) ?? Unreadable(Condition.RequestMalformed, "The request could not be read."),
        StatusCodes.Status413PayloadTooLarge => Unreadable(Condition.RequestTooLarge, "The request body is too large."),
        StatusCodes.Status415UnsupportedMediaType => OfMediaType(exception, call),
        StatusCodes.Status408RequestTimeout => Unreadable(Condition.RequestUnreadable, "The request body arrived too slowly."),
        _ => StatusRefusals.Of(call, Math.Clamp(exception.StatusCode, 400, 599), ForeignBody.Empty),
    }).BecauseOf(exception);

    private static Refusal? OfParameter(BadHttpRequestException exception, ApiCall call)
    {
        if (exception.InnerException is JsonException json)
        {
            return JsonFaults.Of(json, call);
        }

        if (NotBound().Match(exception.Message) is { Success: true } notBound)
        {
            var parameter = BoundParameter.Find(call, notBound.Groups["name"].Value, null);
            return Refusal.Invalid(call.Fault(parameter.Field, ExpectedValue.Of(notBound.Groups["type"].Value, parameter.Type), parameter.Location));
        }

        if (NotProvided().Match(exception.Message) is { Success: true } notProvided)
        {
            var source = notProvided.Groups["source"].Value;
            return source is "body" ? Empty() : Refusal.Invalid(Missing(call, BoundParameter.Find(call, notProvided.Groups["name"].Value, source)));
        }

        return exception.Message.StartsWith("Implicit body inferred for parameter", StringComparison.Ordinal) ? Empty() : null;
    }

    private static FieldFault Missing(ApiCall call, BoundParameter parameter) =>
        FieldReader.MakeFault(call.Contract.FieldErrors, parameter.Location, parameter.Field, FieldFaultKind.Missing);

    private static Refusal Empty() => Unreadable(Condition.RequestMalformed, "The request body is empty; a JSON value is expected.");

    private static Refusal OfMediaType(BadHttpRequestException exception, ApiCall call) => Unreadable(
        Condition.RequestMediaType,
        exception.Message.Contains("form media type", StringComparison.Ordinal)
            ? "The request body must be a form: multipart/form-data or application/x-www-form-urlencoded."
            : MediaTypeCheck.Check(call.Http.Request) is { } refusal && refusal["problem"] is string problem ? problem : "The request body must be JSON.");

    private static Refusal Unreadable(Condition condition, string problem) => Refusal.Unreadable(condition, problem);

    [GeneratedRegex("^Failed to bind parameter \"(?<type>.+?) (?<name>[^ \"]+)\" from \"", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotBound();

    [GeneratedRegex("^Required parameter \"(?<type>.+) (?<name>[^ \"]+)\" was not provided from (?<source>[a-z ]+)\\.$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotProvided();
}
