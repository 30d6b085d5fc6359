using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Lintel.AspNetCore;

/// <summary>Finds the conditions of errors that the framework makes: by what it binds, and by what the endpoint's metadata asks it to check.</summary>
internal static class HandlerConditions
{
    public static IEnumerable<Condition> Of(Operation operation) =>
        OfBody(operation).Concat(OfParameters(operation)).Concat(OfAction(operation)).Concat(OfMetadata(operation));

    /// <summary>The statuses that the endpoint says it answers with, by <c>Produces</c> or by the type of its result.</summary>
    public static IEnumerable<int> StatusesOf(Operation operation) =>
        operation.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Select(response => response.StatusCode)
            .Concat(operation.Metadata.GetOrderedMetadata<IApiResponseMetadataProvider>().Select(response => response.StatusCode))
            .Distinct();

    private static Condition[] OfBody(Operation operation)
    {
        if (operation.BindsBody)
        {
            return
            [
                Condition.RequestMalformed, Condition.RequestUnreadable, Condition.RequestTooLarge, Condition.RequestMediaType, Condition.RequestInvalid,
                Condition.RequestFieldMissing,
            ];
        }

        // Whoever says what it accepts and reads it without the framework's binding.
        return operation.MediaTypes.Count > 0 && operation.ReadBody is null
            ? [Condition.RequestMediaType, Condition.RequestTooLarge, Condition.RequestUnreadable]
            : [];
    }

    private static IEnumerable<Condition> OfParameters(Operation operation)
    {
        var path = RoutePatternFactory.Parse(operation.Route);
        foreach (var parameter in operation.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Concat(operation.StageParameters))
        {
            if (UnboundParameters.IsParsed(parameter) && !IsConstrained(path, parameter.Name))
            {
                yield return Condition.RequestInvalid;
            }

            if (!parameter.IsOptional && UnboundParameters.IsRead(parameter) && path.GetParameter(parameter.Name) is null)
            {
                yield return Condition.RequestFieldMissing;
            }
        }
    }

    private static bool IsConstrained(RoutePattern path, string name) => path.ParameterPolicies.ContainsKey(name);

    /// <summary>Model binding of a controller's action notes faults of every parameter that is no text of the path.</summary>
    private static Condition[] OfAction(Operation operation) =>
        operation.Metadata.GetMetadata<ActionDescriptor>() is { } action
            && action.Parameters.Any(parameter => IsBound(parameter.BindingInfo?.BindingSource) && parameter.ParameterType != typeof(string))
            ? [Condition.RequestInvalid]
            : [];

    private static bool IsBound(BindingSource? source) =>
        source == BindingSource.Path || source == BindingSource.Query || source == BindingSource.Header || source == BindingSource.ModelBinding;

    private static IEnumerable<Condition> OfMetadata(Operation operation)
    {
        var metadata = operation.Metadata;
        if (!operation.Anonymous && (metadata.GetMetadata<IAuthorizeData>() is not null || metadata.GetMetadata<AuthorizationPolicy>() is not null
            || metadata.GetMetadata<IAuthorizationRequirementData>() is not null))
        {
            yield return Condition.PermissionDenied;
        }

        if (metadata.GetMetadata<EnableRateLimitingAttribute>() is not null && metadata.GetMetadata<DisableRateLimitingAttribute>() is null)
        {
            yield return Condition.RateExceeded;
        }

        if (metadata.GetMetadata<RequestTimeoutAttribute>() is not null || metadata.GetMetadata<RequestTimeoutPolicy>() is not null)
        {
            yield return Condition.ServerTimeout;
        }

        if (metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: true })
        {
            yield return Condition.RequestInvalid;
        }

        if (metadata.GetMetadata<EntityTagMetadata>() is not null && operation.Methods.Any(method => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method)))
        {
            yield return Condition.Http(StatusCodes.Status412PreconditionFailed);
        }

        if (operation.SignInLogin is not null)
        {
            // Passwords are hashed in turns.
            yield return Condition.ServerOverloaded;
        }
    }
}
