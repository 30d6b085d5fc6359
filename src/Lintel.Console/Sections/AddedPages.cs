using System.Text.Json.Nodes;
using AspNetCoreGeneratedDocument;
using Lintel.Management;
using Lintel.Management.Accounts;

namespace Lintel.Console;

/// <summary>The pages of a section that a module adds.</summary>
internal sealed class AddedPages(IConsoleSection section)
{
    private const string MostAccounts = "200";

    public async Task<ConsoleView> ShowListAsync(ConsoleCall call) => await ListAsync(Open(call), attempt: null);

    public async Task<ConsoleView> ShowRecordAsync(ConsoleCall call) => await RecordAsync(await LoadAsync(call), attempt: null);

    public async Task<ConsoleView> TakeListFormAsync(ConsoleCall call, ConsoleForm sent)
    {
        var page = Open(call);
        return await FormAttempt.SendAsync(page, sent) is { } attempt ? await ListAsync(page, attempt) : ErrorViews.ForeignForm();
    }

    public async Task<ConsoleView> TakeRecordFormAsync(ConsoleCall call, ConsoleForm sent)
    {
        if (await LoadAsync(call) is not { } page || await FormAttempt.SendAsync(page, sent) is not { } attempt)
        {
            return ErrorViews.ForeignForm();
        }

        return attempt is { Form.Removes: true, Problem: null }
            ? await ListAsync(page with { Record = null }, attempt)
            : await RecordAsync(await LoadAsync(call), attempt);
    }

    private SectionPage Open(ConsoleCall call) => new(call, section);

    private async Task<SectionPage?> LoadAsync(ConsoleCall call)
    {
        var page = Open(call) with { Record = [] };
        if (page.Expand(section.Record!.Path) is not { } path)
        {
            return null;
        }

        var reply = await call.GetAsync(path);
        return page with { Record = reply.Read<JsonObject>(), EntityTag = reply.EntityTag };
    }

    private async Task<ConsoleView> ListAsync(SectionPage page, FormAttempt? attempt)
    {
        if (page.Expand(section.List.Path!) is not { } path)
        {
            return await ChooseAccountAsync(page);
        }

        var rows = await page.ReadAsync(path, page.Call.Query("cursor"));
        return ViewOf(
            section.Title,
            new Views_SectionList { Model = new SectionListModel(page, new TableModel(page, section.List, rows), await FormsAsync(page, attempt), attempt) },
            attempt);
    }

    private async Task<ConsoleView> RecordAsync(SectionPage? page, FormAttempt? attempt)
    {
        if (page is null)
        {
            return ErrorViews.Missing();
        }

        var tables = new List<TableModel>();
        foreach (var table in section.Record!.Tables)
        {
            tables.Add(new TableModel(page, table, await RowsAsync(page, table)));
        }

        return ViewOf(
            $"{page.Name} · {section.Title}",
            new Views_SectionRecord { Model = new SectionRecordModel(page, tables, await FormsAsync(page, attempt), attempt) },
            attempt);
    }

    private static async Task<SectionRows> RowsAsync(SectionPage page, SectionTable table) => table.Path is { } call
        ? page.Expand(call) is { } path ? await page.ReadAsync(path) : new SectionRows([], Cursor: null)
        : new SectionRows([.. SectionValues.Find(page.Record, table.Member!).OfType<JsonObject>()], Cursor: null);

    private async Task<ConsoleView> ChooseAccountAsync(SectionPage page)
    {
        var accounts = await page.Call.ReadAsync<Page<AccountShape>>(
            "/accounts", ("api", section.Api), ("limit", MostAccounts), ("cursor", page.Call.Query("cursor")));
        return ViewOf(section.Title, new Views_SectionAccounts { Model = new SectionAccountsModel(page, accounts) }, attempt: null);
    }

    private static async Task<IReadOnlyList<FormModel>> FormsAsync(SectionPage page, FormAttempt? attempt)
    {
        var models = new List<FormModel>();
        foreach (var form in page.Offered.Where(form => !form.IsOfRow))
        {
            models.Add(new FormModel(page, form, attempt?.Form == form ? attempt : null, await SectionOptions.ReadAsync(page, form)));
        }

        return models;
    }

    private ConsoleView ViewOf(string title, RazorSlices.RazorSlice content, FormAttempt? attempt) => new(title, section.Name, content)
    {
        Notice = attempt?.Notice,
        Status = attempt?.Status ?? Microsoft.AspNetCore.Http.StatusCodes.Status200OK,
    };
}
