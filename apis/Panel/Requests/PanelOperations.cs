using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;

namespace Lintel.Panel;

/// <summary>A query string that names an application.</summary>
internal interface IApplicationQuery
{
    /// <summary>The application.</summary>
    RecordId ApplicationId { get; }
}

/// <summary>A query string that names an application and nothing else.</summary>
internal sealed record ApplicationQuery(RecordId ApplicationId) : IApplicationQuery;

/// <summary>What operations about one application share.</summary>
internal static class PanelOperations
{
    /// <summary>The media type of bodies.</summary>
    public const string Json = "application/json";

    /// <summary>The operation is about the application that the query names: the key must be for it, and the account must have it.</summary>
    public static RouteHandlerBuilder OfApplication<TQuery>(this RouteHandlerBuilder operation)
        where TQuery : class, IApplicationQuery => operation.Query<TQuery>().AcceptsQuery<ApplicationParameters>()
            .ForApplication((Query<TQuery> query) => query.Value.ApplicationId.ToString())
            .Resource(FindAsync<TQuery>).WithoutSideEffects().RaisesError(Condition.ResourceMissing);

    /// <summary>The operation is about the application that the query names, and the query says no more.</summary>
    public static RouteHandlerBuilder OfApplication(this RouteHandlerBuilder operation) => operation.OfApplication<ApplicationQuery>();

    private static async Task<Outcome<Application>> FindAsync<TQuery>(
        Query<TQuery> query, Account account, ApplicationStore applications, CancellationToken cancellationToken)
        where TQuery : class, IApplicationQuery =>
        await applications.FindAsync(account.Id, query.Value.ApplicationId.Number, cancellationToken) is { } application ? application : Refusals.Missing("Application");
}
