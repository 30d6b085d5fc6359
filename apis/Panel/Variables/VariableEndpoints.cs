using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>Variables: list, making, replacing and deleting.</summary>
internal static class VariableEndpoints
{
    public static void Map(RouteGroupBuilder panel)
    {
        panel.MapGet("/get-variables", ListAsync).RequireScope(PanelScopes.ReadVariables).OfApplication();
        panel.MapPost("/create-variable", CreateAsync).RequireScope(PanelScopes.CreateVariables).OfApplication().Body<VariableFields>()
            .RaisesError(Condition.StateConflict);
        panel.MapPatch("/edit-variable", EditAsync).RequireScope(PanelScopes.UpdateVariables).OfApplication<VariableQuery>().Body<VariableFields>()
            .RaisesError(Condition.StateConflict);
        panel.MapDelete("/delete-variable", DeleteAsync).RequireScope(PanelScopes.DeleteVariables).OfApplication<VariableQuery>();
    }

    private static async Task<IResult> ListAsync(Resource<Application> application, VariableStore store, CancellationToken cancellationToken) =>
        Replies.Data("Get variables successfully", await store.ListAsync(application.Value, cancellationToken));

    private static async Task<IResult> CreateAsync(
        Resource<Application> application, Body<VariableFields> fields, Account account, VariableStore store, CancellationToken cancellationToken) =>
        Replies.Done(await store.AddAsync(account, application.Value, fields.Value, cancellationToken), "Variable created successfully");

    private static async Task<IResult> EditAsync(
        Resource<Application> application, Query<VariableQuery> query, Body<VariableFields> fields, VariableStore store, CancellationToken cancellationToken) =>
        Replies.Done(await store.EditAsync(application.Value, query.Value.VariableId.Number, fields.Value, cancellationToken), "Variable edited successfully");

    private static async Task<IResult> DeleteAsync(
        Resource<Application> application, Query<VariableQuery> query, VariableStore store, CancellationToken cancellationToken) =>
        Replies.Done(await store.DeleteAsync(application.Value, query.Value.VariableId.Number, cancellationToken), "Variable deleted successfully");
}
