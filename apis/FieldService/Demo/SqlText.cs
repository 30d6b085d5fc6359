using System.Data.Common;

namespace Lintel.FieldService.Demo;

/// <summary>Statements that are prepared once and run a thousand times; parameters are <c>@p0</c>, <c>@p1</c> and so on.</summary>
internal sealed class SqlText(DbConnection connection) : IDisposable
{
    private readonly Dictionary<string, DbCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>Runs a statement.</summary>
    /// <returns>The number in the first column of the first row; null where there is none.</returns>
    public async Task<long?> NumberAsync(string text, params object?[] values) =>
        await RunAsync(text, values) is { } value ? Convert.ToInt64(value) : null;

    /// <summary>Runs a statement that gives back an id.</summary>
    public async Task<long> IdAsync(string text, params object?[] values) =>
        await NumberAsync(text, values) ?? throw new InvalidOperationException($"No id came back from: {text}");

    /// <summary>Runs a statement that gives back a text.</summary>
    public async Task<string> TextAsync(string text, params object?[] values) =>
        await RunAsync(text, values) as string ?? throw new InvalidOperationException($"No text came back from: {text}");

    private async Task<object?> RunAsync(string text, object?[] values)
    {
        if (!_commands.TryGetValue(text, out var command))
        {
            command = Prepare(text, values.Length);
            _commands.Add(text, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return await command.ExecuteScalarAsync() is { } value and not DBNull ? value : null;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }
    }

    private DbCommand Prepare(string text, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        for (var i = 0; i < parameters; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@p" + i;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
