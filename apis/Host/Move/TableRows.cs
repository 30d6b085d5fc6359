using System.Data.Common;

namespace Lintel.Host.Move;

/// <summary>The rows of a table as a query reads them, from either engine.</summary>
internal sealed class TableRows : IMovedRows
{
    private readonly DbCommand _command;
    private readonly DbDataReader _reader;
    private readonly IReadOnlyList<MovedColumn> _columns;

    private TableRows(DbCommand command, DbDataReader reader, IReadOnlyList<MovedColumn> columns)
    {
        _command = command;
        _reader = reader;
        _columns = columns;
    }

    /// <summary>Begins to read.</summary>
    /// <param name="command">The query, which belongs to the rows from now on.</param>
    /// <param name="columns">Its columns.</param>
    public static async Task<TableRows> OpenAsync(DbCommand command, IReadOnlyList<MovedColumn> columns)
    {
        try
        {
            return new TableRows(command, await command.ExecuteReaderAsync(), columns);
        }
        catch
        {
            await command.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> ReadAsync(object?[] row)
    {
        if (!await _reader.ReadAsync())
        {
            return false;
        }

        RowValues.Read(_reader, _columns, row);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _command.DisposeAsync();
    }
}
