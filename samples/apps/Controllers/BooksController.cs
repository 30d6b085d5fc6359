using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Mvc;

/// <summary>The books; as the controller was before Lintel, but for <c>[RaisesError]</c>.</summary>
[ApiController, Route("library/books")]
public sealed class BooksController(Books books) : ControllerBase
{
    /// <summary>Reads a book.</summary>
    [HttpGet("{id:int}")]
    public ActionResult<Book> Read(int id) => books.Find(id) is { } book ? book : NotFound();

    /// <summary>Lends a book.</summary>
    [HttpPost("{id:int}/loans"), RaisesError("BOOK_LENT")]
    public ActionResult<Book> Lend(int id, Loan loan) => books.Lend(id, loan.Reader) is { } book ? book : NotFound();
}

/// <summary>Who lends a book.</summary>
public sealed record Loan([Required, StringLength(50)] string Reader);
