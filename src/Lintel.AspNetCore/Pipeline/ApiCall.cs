using System.Net;
using Lintel.Accounts;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.RateLimits;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// One request as the front door sees it. A handler takes it as a parameter. Never kept or reused after the request: it holds an account and a key.
/// </summary>
public sealed class ApiCall
{
    private object? _body;
    private object? _resource;
    private List<object>? _moreResources;

    internal ApiCall(HttpContext http, ApiRuntime runtime, string requestId, DateTimeOffset startedAt)
    {
        Http = http;
        Runtime = runtime;
        RequestId = requestId;
        StartedAt = startedAt;
    }

    /// <summary>The request and response.</summary>
    public HttpContext Http { get; }

    /// <summary>The contract of the API that was called.</summary>
    public Contract Contract => Runtime.Contract;

    /// <summary>The request's id, with its prefix.</summary>
    public string RequestId { get; }

    /// <summary>When the request began, by the injected clock.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>The client's address: the peer's, or what a trusted proxy says.</summary>
    public IPAddress Address { get; internal set; } = IPAddress.None;

    /// <summary>The operation; null until routing found one.</summary>
    public Operation? Operation { get; internal set; }

    /// <summary>The key that was presented.</summary>
    /// <exception cref="InvalidOperationException">The operation is open to callers without a credential, or the key was not looked at yet.</exception>
    public ApiKey Key => KeyOrNull ?? throw new InvalidOperationException("No key has been recognised on this request.");

    /// <summary>The account that the key belongs to.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="Key"/>.</exception>
    public Account Account => AccountOrNull ?? throw new InvalidOperationException("No account has been recognised on this request.");

    /// <summary>Signals that the client is gone.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>What the caller is told about its rate limit; null before the limiter was asked.</summary>
    public RateLimitStatus? RateLimit { get; internal set; }

    internal ApiRuntime Runtime { get; }

    internal ApiKey? KeyOrNull { get; set; }

    internal Account? AccountOrNull { get; set; }

    internal RateLimitCharge? Charge { get; set; }

    internal Refusal? Refusal { get; set; }

    internal ErrorDefinition? Error { get; set; }

    /// <summary>What the operation's <c>Body</c> or <c>Query</c> read.</summary>
    /// <exception cref="InvalidCastException">The operation reads another type.</exception>
    public T Body<T>() => (T)_body!;

    /// <summary>The record of this type that the operation's <c>Resource</c> loaded.</summary>
    /// <exception cref="InvalidOperationException">The operation loads no such record.</exception>
    public T Resource<T>()
    {
        if (_resource is T first)
        {
            return first;
        }

        return _moreResources is null
            ? throw new InvalidOperationException($"The operation has no resource of type {typeof(T).Name}.")
            : _moreResources.OfType<T>().First();
    }

    /// <summary>A fault of a field in the contract's words, for rules that only the operation knows.</summary>
    /// <param name="field">The path to the field.</param>
    /// <param name="problem">What is wrong, to follow the field's name: "must not be before 'scheduled_start'".</param>
    /// <param name="location">Where the field stands.</param>
    public FieldFault Fault(string field, string problem, FieldLocation location = FieldLocation.Body) =>
        FieldReader.MakeFault(Contract.FieldErrors, location, field, FieldFaultKind.Other, ("problem", problem));

    /// <summary>Binds the parameter of a minimal API handler.</summary>
    public static ValueTask<ApiCall?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<ApiCall>());

    internal void SetBody(object? body) => _body = body;

    internal void AddResource(object resource)
    {
        if (_resource is null)
        {
            _resource = resource;
        }
        else
        {
            (_moreResources ??= []).Add(resource);
        }
    }
}
