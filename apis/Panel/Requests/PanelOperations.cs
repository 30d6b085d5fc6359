using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Panel;

/// <summary>A query string that names an application.</summary>
internal interface IApplicationQuery
{
    /// <summary>The application.</summary>
    long ApplicationId { get; }
}

/// <summary>A query string that names an application and nothing else.</summary>
internal sealed record ApplicationQuery(long ApplicationId) : IApplicationQuery
{
    public static ApplicationQuery Read(FieldReader fields) => new(fields.Id("applicationId"));
}

/// <summary>A query string that names an application and one of its records.</summary>
internal sealed record RecordQuery(long ApplicationId, long RecordId) : IApplicationQuery
{
    /// <summary>Reads the record's id from the parameter of this name.</summary>
    public static Func<FieldReader, RecordQuery> By(string name) => fields => new RecordQuery(fields.Id("applicationId"), fields.Id(name));
}

/// <summary>What operations about one application share.</summary>
internal static class PanelOperations
{
    /// <summary>The operation is about the application that the query names: the key must be for it, and the account must have it.</summary>
    public static RouteHandlerBuilder OfApplication<T>(this RouteHandlerBuilder operation, Func<FieldReader, T> query)
        where T : class, IApplicationQuery =>
        operation.Query(query).ForApplication((ApiCall call) => call.Query<IApplicationQuery>().ApplicationId.ToString()).Resource(Find);

    /// <summary>The operation is about the application that the query names, and the query says no more.</summary>
    public static RouteHandlerBuilder OfApplication(this RouteHandlerBuilder operation) => operation.OfApplication(ApplicationQuery.Read);

    /// <summary>The application that the operation is about.</summary>
    public static Application PanelApplication(this ApiCall call) => call.Resource<Application>();

    private static ValueTask<Outcome<Application>> Find(ApiCall call)
    {
        var store = call.Http.RequestServices.GetRequiredService<ApplicationStore>();
        Outcome<Application> outcome = store.Find(call.Account.Id, call.Query<IApplicationQuery>().ApplicationId) is { } application
            ? application
            : Refusals.Missing("Application");
        return ValueTask.FromResult(outcome);
    }
}
