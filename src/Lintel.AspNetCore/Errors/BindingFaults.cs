using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Lintel.AspNetCore;

/// <summary>
/// Names the parameter that the framework's binding could not make. The framework tells it in the exception's message alone, which is English in every
/// culture and part of no value that the caller sent.
/// </summary>
internal static partial class BindingFaults
{
    public static Refusal Of(BadHttpRequestException exception, ApiCall call) => (exception.StatusCode switch
    {
        StatusCodes.Status400BadRequest => WithOthers(OfParameter(exception, call), call) ?? Unreadable(
            Condition.RequestMalformed,
            "The request could not be read."),
        StatusCodes.Status413PayloadTooLarge => Unreadable(Condition.RequestTooLarge, "The request body is too large."),
        StatusCodes.Status415UnsupportedMediaType => OfMediaType(exception, call),
        StatusCodes.Status408RequestTimeout => Unreadable(Condition.RequestUnreadable, "The request body arrived too slowly."),
        _ => StatusRefusals.Of(call, Math.Clamp(exception.StatusCode, 400, 599), ForeignBody.Empty),
    }).BecauseOf(exception);

    /// <summary>The framework throws at the first parameter that it cannot make; the others are parsed once more.</summary>
    private static Refusal? WithOthers(Refusal? first, ApiCall call)
    {
        if (first is not { Faults: [{ Field.Length: > 0 }, ..] faults })
        {
            return first;
        }

        var others = UnboundParameters.Of(call).Where(other => !faults.Any(fault => (fault.Location, fault.Field) == (other.Location, other.Field))).ToArray();
        return others.Length == 0 ? first : Refusal.Invalid([.. faults, .. others]);
    }

    private static Refusal? OfParameter(BadHttpRequestException exception, ApiCall call)
    {
        if (exception.InnerException is JsonException json)
        {
            return JsonFaults.Of(JsonProblem.Of(json), call);
        }

        if (exception.Message.EndsWith(" from the request body as form.", StringComparison.Ordinal))
        {
            return exception.InnerException is InvalidDataException form ? FormFaults.Of(form.Message)
                : exception.Message.StartsWith("Unexpected request without body", StringComparison.Ordinal) ? FormFaults.Empty
                : null;
        }

        if (NotMapped().Match(exception.Message) is { Success: true } notMapped)
        {
            return Refusal.Invalid(OfFormField(notMapped.Groups["name"].Value, call));
        }

        if (NotBound().Match(exception.Message) is { Success: true } notBound)
        {
            var parameter = BoundParameter.Find(call, notBound.Groups["name"].Value, null);
            return Refusal.Invalid(call.Fault(parameter.Field, ExpectedValue.Of(notBound.Groups["type"].Value, parameter.Type), parameter.Location));
        }

        if (NotProvided().Match(exception.Message) is { Success: true } notProvided)
        {
            var source = notProvided.Groups["source"].Value;
            return source is "body"
                ? JsonFaults.EmptyOrNull(call)
                : Refusal.Invalid(Missing(call, BoundParameter.Find(call, notProvided.Groups["name"].Value, source)));
        }

        return exception.Message.StartsWith("Implicit body inferred for parameter", StringComparison.Ordinal) ? JsonFaults.EmptyOrNull(call) : null;
    }

    private static FieldFault Missing(ApiCall call, BoundParameter parameter) =>
        FieldReader.MakeFault(call.Contract.FieldErrors, parameter.Location, parameter.Field, FieldFaultKind.Missing);

    /// <summary>A member of an object that is bound from a form. Forms are compared without case, and the field is named as it was sent.</summary>
    private static FieldFault OfFormField(string name, ApiCall call)
    {
        var type = call.Http.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Select(parameter => parameter.ParameterInfo.ParameterType.GetProperty(name)?.PropertyType)
            .FirstOrDefault(type => type is not null);
        var sent = call.Http.Request.HasFormContentType ? call.Http.Request.Form.Keys : [];
        var field = sent.FirstOrDefault(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) ?? name;
        return call.Fault(field, ExpectedValue.Of(type is null ? string.Empty : (Nullable.GetUnderlyingType(type) ?? type).Name, type));
    }

    private static Refusal OfMediaType(BadHttpRequestException exception, ApiCall call) => Unreadable(
        Condition.RequestMediaType,
        exception.Message.Contains("form media type", StringComparison.Ordinal)
            ? "The request body must be a form: multipart/form-data or application/x-www-form-urlencoded."
            : MediaTypeCheck.Check(call.Http.Request) is { } refusal && refusal["problem"] is string problem ? problem : "The request body must be JSON.");

    private static Refusal Unreadable(Condition condition, string problem) => Refusal.Unreadable(condition, problem);

    [GeneratedRegex("^Failed to bind parameter \"(?<type>.+?) (?<name>[^ \"]+)\" from \"", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotBound();

    [GeneratedRegex("^The value '.*' is not valid for '(?<name>[^']+)'\\.$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotMapped();

    [GeneratedRegex("^Required parameter \"(?<type>.+) (?<name>[^ \"]+)\" was not provided from (?<source>[a-z ]+)\\.$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotProvided();
}
