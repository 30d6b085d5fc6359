using Lintel;
using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Microsoft.AspNetCore.Builder;

/// <summary>What an endpoint tells the front door, each a convention of ASP.NET Core's own kind.</summary>
public static class OperationBuilderExtensions
{
    /// <summary>The key needs this scope; without it the condition is <c>scope.missing</c>.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation => operation.Scope = scope);

    /// <summary>The key needs this scope for this one operation; without it the condition is <c>operation.missing</c>.</summary>
    public static TBuilder RequireOperationScope<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation => operation.OperationScope = scope);

    /// <summary>The request says which scope the key needs; without it the condition is <c>scope.missing</c>.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="scope">
    /// Returns the scope. Takes parameters as a handler does, with <c>Body&lt;T&gt;</c> for the body; the contract's order must then have <c>body</c> before
    /// <c>scope</c>.
    /// </param>
    /// <param name="all">Every scope that it may name; start-up checks them.</param>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, Delegate scope, params string[] all)
        where TBuilder : IEndpointConventionBuilder => builder.Describe((operation, delegates) =>
        {
            operation.ScopeByRequest = delegates.Text(nameof(RequireScope), scope, StageDescriptor.Scope);
            operation.ScopesByRequest = all;
        });

    /// <summary>Only these kinds of credentials are looked at; a caller who presents another has presented none.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="kinds">
    /// Words under which the contract has them: <c>bearer</c>, <c>header</c>, <c>session-bearer</c>, <c>session-cookie</c>, <c>application</c>, <c>jwt</c>, or
    /// one of the application's own. Start-up refuses one that the contract does not declare.
    /// </param>
    public static TBuilder AcceptsCredential<TBuilder>(this TBuilder builder, params string[] kinds)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation => operation.Accepted = kinds);

    /// <summary>
    /// The credential may also be sent as the query parameter <c>access_token</c> (RFC 6750 section 2.3), for browsers, which cannot add header fields to an
    /// <c>EventSource</c> or a <c>WebSocket</c>. It is read as the bearer token or the key of the contract; beside one in a header it is malformed. Addresses
    /// are kept in histories and in the logs of proxies, so hand out credentials that are short-lived and may do little.
    /// </summary>
    public static TBuilder AcceptsCredentialInQuery<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation => operation.AcceptsCredentialInQuery = true);

    /// <summary>
    /// The operation also answers callers without a credential. One that is presented is read as everywhere, and a bad one is refused. Handlers take
    /// <c>ApiKey?</c> and <c>Account?</c>, which are null where there is none.
    /// </summary>
    public static TBuilder OptionalCredential<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation => operation.CredentialIsOptional = true);

    /// <summary>The operation is for people who signed in; a good key is answered by <c>session.required</c>.</summary>
    public static TBuilder RequireSession<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation => operation.RequiresSession = true);

    /// <summary>
    /// The application that the request names. A key that is restricted to others is answered by <c>application.forbidden</c>, whether the
    /// application exists or not.
    /// </summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="id">
    /// Returns the application's id; null where the request names none. Takes parameters as a handler does, with <c>Body&lt;T&gt;</c> for the body.
    /// </param>
    public static TBuilder ForApplication<TBuilder>(this TBuilder builder, Delegate id)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(
            (operation, delegates) => operation.ApplicationNamed = delegates.Text(nameof(ForApplication), id, StageDescriptor.Application));

    /// <summary>
    /// The operation is about the account as a whole; a key that is restricted to some applications is answered by <c>application.forbidden</c>.
    /// </summary>
    public static TBuilder ForAllApplications<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation => operation.ForAllApplications = true);

    /// <summary>The operation is announced and not built yet: <c>server.not_implemented</c> at the stage <c>precondition</c>.</summary>
    public static TBuilder Reserved<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder
            .Describe(operation => operation.IsReserved = true)
            .Precondition(() => Refusal.For(Condition.ServerNotImplemented));

    /// <summary>The class that rate limit policies go by.</summary>
    public static TBuilder OfClass<TBuilder>(this TBuilder builder, string name)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation => operation.Class = name);

    /// <summary>
    /// A request that is repeated with its idempotency key is answered as the first one was, without being carried out again; the contract's
    /// <c>idempotency</c> says for how long. Safe methods, such as GET, are passed over, so that a group may say it for all of its endpoints.
    /// </summary>
    public static TBuilder Idempotent<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation => operation.IsIdempotent = true);

    /// <summary>
    /// Takes an endpoint out of an idempotent group: one that only reads, whatever its method, and is to answer with what is there now.
    /// </summary>
    public static TBuilder NotIdempotent<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation => operation.IsIdempotent = false);

    /// <summary>
    /// None of the operation's delegates changes anything: those of <c>Precondition</c>, <c>Body</c>, <c>Query</c>, <c>Resource</c>, <c>Rules</c>,
    /// <c>ForApplication</c>, <c>CountedUnder</c> and <c>RequireScope</c>. So <c>POST /lintel/v1/decide</c> may ask them about requests that are only thought
    /// of. The handler is never run for those.
    /// </summary>
    public static TBuilder WithoutSideEffects<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation => operation.HasNoSideEffects = true);

    /// <summary>
    /// The codes of its own that the operation may raise, by <see cref="Refusal.WithCode"/>; each must be an error definition of the contract, which start-up
    /// checks.
    /// </summary>
    public static TBuilder RaisesError<TBuilder>(this TBuilder builder, params string[] codes)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation => operation.Codes = [.. operation.Codes, .. codes]);

    /// <summary>
    /// The conditions that the operation's handler and delegates refuse by, beside those that follow from what the endpoint says: descriptions of the API name
    /// them. The contract must have an error definition for each, which start-up checks.
    /// </summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="conditions">The conditions, such as <see cref="Condition.StateConflict"/>.</param>
    public static TBuilder RaisesError<TBuilder>(this TBuilder builder, params Condition[] conditions)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation => operation.RaisedConditions.AddRange(conditions));

    /// <summary>The operation is under a policy that only operations that name it are under.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="policy">The policy's name in the contract. Start-up refuses a policy that does not fit.</param>
    /// <param name="value">
    /// Returns the text that a policy <c>per: value</c> counts by, which needs one; null for every other policy, which has none. Takes parameters as a handler
    /// does. Where it takes <c>Body&lt;T&gt;</c>, the body is read before the limiter is asked; a request whose body is faulty is under the other policies
    /// only, and its faults are answered at the stage <c>body</c>. Requests for which it returns null are counted together, as those with an empty text.
    /// </param>
    public static TBuilder CountedUnder<TBuilder>(this TBuilder builder, string policy, Delegate? value = null)
        where TBuilder : IEndpointConventionBuilder => builder.Describe((operation, delegates) =>
            operation.Limits.Add(
                new NamedLimit(policy)
                {
                    Text = value is null ? null : delegates.Text(
                    nameof(CountedUnder),
                    value,
                    StageDescriptor.Limit),
                    HasText = value is not null
                }));

    /// <summary>
    /// Counts attempts to sign in so that nobody can lock out the owner of a login. A device that the person has signed in with before is counted by itself;
    /// an address that the person has signed in from before is counted together with the login; anybody else also under the two wider policies. Each of
    /// the policies should say <c>charge: refusal</c>, so that right passwords and an overloaded server are not counted. Start-up refuses policies that count
    /// by something else, and one policy in two of the places.
    /// </summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="login">Returns the login. Takes parameters as a handler does, such as <c>Body&lt;T&gt;</c>.</param>
    /// <param name="perLogin">A policy <c>per: value</c>: a login at one address or on one device.</param>
    /// <param name="everywhere">A policy <c>per: value</c>: a login at all addresses together that it was never signed in from.</param>
    /// <param name="perAddress">A policy <c>per: address</c>: all logins together that were never signed in with from the address.</param>
    public static TBuilder CountedAsSignIn<TBuilder>(this TBuilder builder, Delegate login, string perLogin, string everywhere, string perAddress)
        where TBuilder : IEndpointConventionBuilder => builder.Describe((operation, delegates) =>
        {
            operation.SignInLogin = delegates.Text(nameof(CountedAsSignIn), login, StageDescriptor.Limit);
            operation.Limits.Add(new NamedLimit(perLogin) { SignIn = attempt => attempt.Counted, Parameter = nameof(perLogin) });
            operation.Limits.Add(new NamedLimit(everywhere)
            {
                SignIn = attempt => attempt.Login,
                Condition = call => !call.SignIn!.IsKnown,
                Parameter = nameof(everywhere),
            });
            operation.Limits.Add(new NamedLimit(perAddress) { Condition = call => call.SignIn is not { IsKnown: true }, Parameter = nameof(perAddress) });
        });

    /// <summary>The operation is chosen only where a query parameter has this value.</summary>
    public static TBuilder WhenQuery<TBuilder>(this TBuilder builder, string name, string value)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(
            operation => operation.QueryConditions.Add(new QueryCondition(name, value, Present: true)));

    /// <summary>The operation is chosen only where a query parameter is there.</summary>
    public static TBuilder WhenQueryPresent<TBuilder>(this TBuilder builder, string name)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(
            operation => operation.QueryConditions.Add(new QueryCondition(name, null, Present: true)));

    /// <summary>The operation is chosen only where a query parameter is not there.</summary>
    public static TBuilder WhenQueryAbsent<TBuilder>(this TBuilder builder, string name)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(
            operation => operation.QueryConditions.Add(new QueryCondition(name, null, Present: false)));

    /// <summary>Checks what the operation needs before it reads anything: a setting, a path value of the right form.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="check">
    /// Returns a <see cref="Decision"/>, an <see cref="Outcome{T}"/> or nothing, or a task of these. Takes parameters as a handler does: services, values of
    /// the route and the query, <c>ApiKey</c>, <c>Account</c>, <c>CancellationToken</c>.
    /// </param>
    public static TBuilder Precondition<TBuilder>(this TBuilder builder, Delegate check)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(
            (operation, delegates) => delegates.AddCheck(nameof(Precondition), operation.Preconditions, StageDescriptor.Precondition, check));

    /// <summary>
    /// Sets the largest request body of the operation in place of the contract's size: smaller, or larger for uploads. It holds with and without
    /// <c>Content-Length</c>, before and after decompression, and for multipart forms; beyond it the condition is <c>request.too_large</c>. Metadata of the
    /// framework, such as <c>[RequestSizeLimit]</c>, says the same.
    /// </summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="bytes">The limit in bytes, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less than 1.</exception>
    public static TBuilder MaxBody<TBuilder>(this TBuilder builder, long bytes)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        builder.Add(endpoint => endpoint.Metadata.Add(new BodySizeLimit(bytes)));
        return builder;
    }

    /// <summary>The JSON body, read field by field with every fault noted; the handler takes a <see cref="Lintel.AspNetCore.Body{T}"/>.</summary>
    public static TBuilder Body<TBuilder, T>(this TBuilder builder, Func<FieldReader, T> read)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation =>
            (operation.ReadBody, operation.BodyType) = (fields => ValueTask.FromResult<object?>(read(fields)), typeof(T)));

    /// <summary>The JSON body, read field by field with every fault noted, by a delegate that takes more than the fields.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="read">
    /// Returns what was read. Takes a <see cref="FieldReader"/> and parameters as a handler does: services, <c>Account</c>, <c>Resource&lt;T&gt;</c> where the
    /// order has <c>resource</c> first.
    /// </param>
    public static TBuilder Body<TBuilder>(this TBuilder builder, Delegate read)
        where TBuilder : IEndpointConventionBuilder => builder.Describe((operation, delegates) =>
        {
            if (delegates.Fields(nameof(Body), read) is { } fields)
            {
                (operation.ReadBody, operation.BodyType, operation.ReadsByDelegate) = (fields.ReadAsync, fields.Type, true);
            }
        });

    /// <summary>
    /// The JSON body, read into a type at the stage <c>body</c>: every value of another type, missing or unknown member and attribute of
    /// <c>System.ComponentModel.DataAnnotations</c> that does not hold is told at once, with its path and in the contract's words. Members are required by
    /// <c>required</c>, <c>[Required]</c>, and as parameters of a constructor that are not nullable and have no default. The handler takes a
    /// <see cref="Lintel.AspNetCore.Body{T}"/>.
    /// </summary>
    /// <typeparam name="T">The type, as the JSON options of minimal APIs (<c>ConfigureHttpJsonOptions</c>) read it.</typeparam>
    /// <param name="builder">The endpoint.</param>
    public static RouteHandlerBuilder Body<T>(this RouteHandlerBuilder builder) => builder.Describe((operation, delegates) =>
    {
        if (delegates.ReaderOf(typeof(T), nameof(Body)) is { } reader)
        {
            (operation.ReadBody, operation.BodyType, operation.BodyInfo) = (reader.ReadBody, typeof(T), reader.Info);
            operation.TakesList = reader.TakesList;
        }
    });

    /// <summary>
    /// The query string, read into a type at the stage <c>body</c>, as <see cref="Body{T}(RouteHandlerBuilder)"/> reads a body. A list takes a parameter that
    /// is sent several times. The handler takes a <see cref="Lintel.AspNetCore.Query{T}"/>.
    /// </summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="builder">The endpoint.</param>
    public static RouteHandlerBuilder Query<T>(this RouteHandlerBuilder builder) => builder.Describe((operation, delegates) =>
    {
        if (delegates.ReaderOf(typeof(T), nameof(Query)) is { } reader)
        {
            (operation.ReadQuery, operation.QueryType, operation.QueryInfo) = (reader.ReadQuery, typeof(T), reader.Info);
        }
    });

    /// <summary>
    /// The query string, read field by field at the stage <c>body</c>; the handler takes a <see cref="Lintel.AspNetCore.Query{T}"/>. An operation may have a
    /// <c>Body</c> as well: the query is read first, and the faults of both are told together.
    /// </summary>
    public static TBuilder Query<TBuilder, T>(this TBuilder builder, Func<FieldReader, T> read)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation =>
            (operation.ReadQuery, operation.QueryType) = (fields => ValueTask.FromResult<object?>(read(fields)), typeof(T)));

    /// <summary>The query string, read field by field, by a delegate that takes more than the fields, as that of <c>Body</c> does.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="read">Returns what was read. Takes a <see cref="FieldReader"/> and parameters as a handler does.</param>
    public static TBuilder Query<TBuilder>(this TBuilder builder, Delegate read)
        where TBuilder : IEndpointConventionBuilder => builder.Describe((operation, delegates) =>
        {
            if (delegates.Fields(nameof(Query), read) is { } fields)
            {
                (operation.ReadQuery, operation.QueryType, operation.ReadsByDelegate) = (fields.ReadAsync, fields.Type, true);
            }
        });

    /// <summary>
    /// The query string, described by a type for OpenAPI, as <c>Accepts</c> describes a body: for an operation that reads its query field by field. Each member
    /// is a parameter. What the operation reads and refuses is not changed.
    /// </summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="builder">The endpoint.</param>
    public static RouteHandlerBuilder AcceptsQuery<T>(this RouteHandlerBuilder builder) => builder.WithMetadata(new QueryDescription(typeof(T)));

    /// <summary>
    /// An example of the request body for descriptions of the API, such as OpenAPI. It stands before one of <see cref="RequestExampleAttribute"/>, which types
    /// have. What the operation reads and refuses is not changed.
    /// </summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="body">
    /// The body: an object, which the operation's JSON options write without the members that are null, or a
    /// <see cref="System.Text.Json.Nodes.JsonNode"/>, which stays as it is.
    /// </param>
    public static TBuilder WithRequestExample<TBuilder>(this TBuilder builder, object body)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(body);
        return builder.WithMetadata(new RequestExample(body));
    }

    /// <summary>
    /// An example of a success's body for descriptions of the API, such as OpenAPI. It stands before one of <see cref="ResponseExampleAttribute"/>, which types
    /// and handlers have. What the operation answers with is not changed.
    /// </summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="body">
    /// The body: an object, which the operation's JSON options write, or a <see cref="System.Text.Json.Nodes.JsonNode"/>, which stays as it is.
    /// </param>
    /// <param name="statusCode">The status that the example is of; null for every success with a body.</param>
    public static TBuilder WithResponseExample<TBuilder>(this TBuilder builder, object body, int? statusCode = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(body);
        return builder.WithMetadata(new ResponseExample(body, statusCode));
    }

    /// <summary>
    /// The operation reads no query parameters, so that any is refused where the contract refuses unknown members; for a group, of each operation that does not
    /// say what it reads.
    /// </summary>
    public static TBuilder WithoutQuery<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(operation => operation.ReadQuery ??= static _ => ValueTask.FromResult<object?>(null));

    /// <summary>Loads the record that the operation is about; the handler takes it as a <see cref="Lintel.AspNetCore.Resource{T}"/>.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="load">
    /// Returns the record, or null where there is none or it is not the caller's: the condition is <c>resource.missing</c>. May also return an
    /// <see cref="Outcome{T}"/>, a <see cref="Refusal"/>, or a task of these. Takes parameters as a handler does: services, values of the route and the query,
    /// <c>ApiKey</c>, <c>Account</c>, <c>Body&lt;T&gt;</c> where the order has <c>body</c> first, <c>CancellationToken</c>.
    /// </param>
    /// <param name="name">The kind of record for people, such as <c>Order</c>, told where there is none; null to say no kind.</param>
    public static TBuilder Resource<TBuilder>(this TBuilder builder, Delegate load, string? name = null)
        where TBuilder : IEndpointConventionBuilder => builder.Describe((_, delegates) => delegates.AddResource(load, name));

    /// <summary>Checks whether the operation is possible in the present state.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="check">
    /// Returns a <see cref="Decision"/>, an <see cref="Outcome{T}"/> or nothing, or a task of these. Takes parameters as a handler does, with
    /// <c>Body&lt;T&gt;</c> and <c>Resource&lt;T&gt;</c>.
    /// </param>
    public static TBuilder Rules<TBuilder>(this TBuilder builder, Delegate check)
        where TBuilder : IEndpointConventionBuilder => builder.Describe(
            (operation, delegates) => delegates.AddCheck(nameof(Rules), operation.RuleChecks, StageDescriptor.Rules, check));

    /// <summary>Takes the endpoint out of its API's contract, such as a health check that a probe without a key asks. Start-up logs it.</summary>
    /// <param name="builder">The endpoint.</param>
    public static TBuilder OutsideContract<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new OutsideContractAttribute()));
        return builder;
    }

    private static TBuilder Describe<TBuilder>(this TBuilder builder, Action<Operation> describe)
        where TBuilder : IEndpointConventionBuilder => builder.Describe((operation, _) => describe(operation));

    private static TBuilder Describe<TBuilder>(this TBuilder builder, Action<Operation, OperationDelegates> describe)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new OperationConvention(describe)));
        return builder;
    }
}

/// <summary>A piece of an operation's description, kept with the endpoint until the operation is made.</summary>
internal sealed record OperationConvention(Action<Operation, OperationDelegates> Describe);
